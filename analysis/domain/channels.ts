/** Ways in which people are asked to take part, by the codes that an import gives them. */
export const CHANNELS: Readonly<Record<string, string>> = {
  letter: '郵送',
  phone: '電話',
  visit: '訪問',
  app: 'アプリ',
  posting: 'ポスティング',
  poster: 'ポスター',
  leaflet: 'チラシ',
  newsletter: '広報紙',
  email: 'メール',
  sns: 'SNS',
  counter: '窓口',
  checkup_site: '健診会場',
  friend: '知人の紹介',
  other: 'その他の手段',
};
