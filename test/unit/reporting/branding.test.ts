import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { composeReport } from '../../../analysis/reporting/compose.ts';
import { sceneToPng } from '../../../analysis/reporting/figures/png.ts';
import type { Logo } from '../../../analysis/reporting/model.ts';
import { writeReport } from '../../../analysis/reporting/write.ts';
import { parseLogo } from '../../../analysis/workspace/logo.ts';
import { syntheticInputs } from './synthetic-inputs.ts';

/** Logo, office and contact of the municipality on what is made. */

const noFonts = { normal: { faces: [] }, bold: { faces: [] } } as unknown as Parameters<typeof sceneToPng>[1];
const picture = sceneToPng(
  {
    width: 120,
    height: 40,
    items: [{ shape: 'rect', x: 10, y: 10, width: 100, height: 20, fill: '1F6F8B' }],
  },
  noFonts,
  2,
);
const logo = parseLogo(picture);

describe('a logo', () => {
  it('is measured by its own header', () => {
    expect(logo).toMatchObject({ mediaType: 'image/png', width: 240, height: 80 });
  });

  it('may be a JPEG, whatever stands before its frame', () => {
    const segment = [0xff, 0xe0, 0x00, 0x10, ...Array.from({ length: 14 }, () => 0)];
    const frame = [
      0xff,
      0xc2,
      0x00,
      0x11,
      0x08,
      0x00,
      0x30,
      0x00,
      0x80,
      ...Array.from({ length: 12 }, () => 0),
    ];
    expect(parseLogo(new Uint8Array([0xff, 0xd8, ...segment, ...frame]))).toMatchObject({
      mediaType: 'image/jpeg',
      width: 128,
      height: 48,
    });
  });

  it.each([
    ['text', new TextEncoder().encode('氏名,生年月日')],
    ['nothing', new Uint8Array()],
    ['a picture that ends in its header', picture.slice(0, 20)],
    ['a drawing that could carry script', new TextEncoder().encode('<svg onload="x()"></svg>')],
  ])('is not made of %s', (_, bytes) => {
    expect(parseLogo(bytes)).toBeUndefined();
  });
});

describe('a signed report', () => {
  const inputs = syntheticInputs();
  const workspace = {
    ...inputs.workspace,
    issuer: { department: '健康増進課', contact: '内線 123' },
    logo: logo as Logo,
  };
  const document = composeReport('annual', { ...inputs, workspace });

  it.each(['docx', 'pptx'] as const)('holds picture and words as %s', async (format) => {
    const parts = unzipSync(await writeReport(document, format));
    const pictures = Object.entries(parts).filter(([name]) => /media\/.*\.png$/.test(name));
    expect(pictures.some(([, bytes]) => Buffer.from(bytes).equals(picture))).toBe(true);
    const text = Object.entries(parts)
      .filter(([name]) => name.endsWith('.xml'))
      .map(([, bytes]) => strFromU8(bytes))
      .join('');
    expect(text).toContain('健康増進課');
    expect(text).toContain('問い合わせ：内線 123');
  });

  it('holds picture and words as html, and still fetches nothing', async () => {
    const html = new TextDecoder().decode(await writeReport(document, 'html'));
    expect(html).toContain(`src="data:image/png;base64,${Buffer.from(picture).toString('base64')}"`);
    expect(html).toContain('問い合わせ：内線 123');
    expect(html).not.toMatch(/(?:src|href)="https?:/);
  });

  it('is written as pdf and xlsx', async () => {
    const pdf = Buffer.from(await writeReport(document, 'pdf')).toString('latin1');
    expect(pdf).toContain('/Subtype /Image');
    const sheet = strFromU8(
      unzipSync(await writeReport(document, 'xlsx'))['xl/sharedStrings.xml'] ?? new Uint8Array(),
    );
    expect(sheet).toContain('健康増進課');
  });

  it('is unsigned without settings', async () => {
    const html = new TextDecoder().decode(await writeReport(composeReport('annual', inputs), 'html'));
    expect(html).not.toContain('問い合わせ');
    expect(html).not.toContain('class="logo" src');
  });
});
