import { beforeEach, expect, test } from 'vitest';
import { menuTemplate } from '../../../../electron/main/menu.ts';
import { PDF_OPTIONS, printHtml } from '../../../../electron/main/print.ts';
import { BrowserWindow, recorded, resetElectron } from '../../../support/fake-electron.ts';

beforeEach(resetElectron);

test('a report is printed on A4, tagged, in a window without scripts', async () => {
  const pdf = await printHtml('<h1>報告</h1>');
  expect(Buffer.from(pdf).toString('latin1')).toMatch(/^%PDF/);
  expect(PDF_OPTIONS).toMatchObject({ pageSize: 'A4', generateTaggedPDF: true, preferCSSPageSize: true });
  expect(BrowserWindow.all[0]?.options).toMatchObject({
    show: false,
    webPreferences: { sandbox: true, javascript: false },
  });
  expect(recorded.at(-1)?.name).toBe('window.destroy');
  expect(recorded[0]).toEqual({ name: 'session.setSpellCheckerEnabled', args: [false] });
});

test('an installed app has no developer tools in its menu', () => {
  const roles = (packaged: boolean) => JSON.stringify(menuTemplate(packaged));
  expect(roles(true)).not.toMatch(/toggleDevTools|reload/);
  expect(roles(false)).toMatch(/toggleDevTools/);
});
