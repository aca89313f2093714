/** The index of an exchange (ix08_V08) that tells of so many documents. */
export function exchangeIndex(documents: number): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<index xmlns="http://tokuteikenshin.jp/checkup/2007"><interactionType code="1"/><creationTime value="20240701"/><sender><id root="1.2.392.200119.6.102" extension="1399999999"/></sender><receiver><id root="1.2.392.200119.6.101" extension="00139999"/></receiver><serviceEventType code="1"/><totalRecordCount value="${documents}"/></index>`;
}
