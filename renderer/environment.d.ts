/// <reference types="vite/client" />

declare module 'echarts/i18n/langJA-obj.js' {
  import type { LocaleOption } from 'echarts/types/dist/core';

  const locale: LocaleOption;
  export default locale;
}
