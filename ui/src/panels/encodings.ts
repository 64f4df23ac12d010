/** Character encodings that caption files are found in, by their WHATWG names. */
const NAMES: [string, string][] = [
  ["utf-8", "Unicode (UTF-8)"], ["utf-16le", "Unicode (UTF-16, low byte first)"], ["utf-16be", "Unicode (UTF-16, high byte first)"],
  ["windows-1252", "Western European (Windows-1252)"], ["windows-1250", "Central European (Windows-1250)"], ["windows-1251", "Cyrillic (Windows-1251)"],
  ["windows-1253", "Greek (Windows-1253)"], ["windows-1254", "Turkish (Windows-1254)"], ["windows-1255", "Hebrew (Windows-1255)"],
  ["windows-1256", "Arabic (Windows-1256)"], ["windows-1257", "Baltic (Windows-1257)"], ["windows-1258", "Vietnamese (Windows-1258)"],
  ["iso-8859-2", "Central European (ISO 8859-2)"], ["iso-8859-15", "Western European (ISO 8859-15)"], ["koi8-r", "Cyrillic (KOI8-R)"],
  ["macintosh", "Western European (Mac)"], ["shift_jis", "Japanese (Shift JIS)"], ["euc-jp", "Japanese (EUC-JP)"], ["gbk", "Chinese, simplified (GBK)"],
  ["gb18030", "Chinese (GB 18030)"], ["big5", "Chinese, traditional (Big5)"], ["euc-kr", "Korean (EUC-KR)"], ["windows-874", "Thai (Windows-874)"],
];

/** The encodings a person can choose, with their names. */
export const ENCODINGS: readonly (readonly [string, string])[] = NAMES;

/** An encoding as people know it. */
export function encodingName(label: string): string {
  return NAMES.find(([one]) => one === label.toLowerCase())?.[1] ?? label;
}
