/** Browser and system by the user agent. A finite set, shared by all connections: a connection must stay small. */
export interface Device {
  /** null: none that is known here */
  readonly browser: string | null
  readonly system: string | null
}

/** Browsers call themselves by the names of others too, so the first that is found counts. */
const BROWSERS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bYaBrowser\//, 'Yandex Browser'],
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\b(OPR|OPT|OPiOS)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\b((Headless)?Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]

const SYSTEMS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\b(iPhone|iPod)\b/, 'iOS'],
  [/\biPad\b/, 'iPadOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\b(Macintosh|Mac OS X)\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

/** Any client may send any length. */
const READ_CHARS = 500

const known = new Map<string, Device>()

/** @param userAgent the header, or null */
export function deviceOf(userAgent: string | null): Device {
  const text = (userAgent ?? '').slice(0, READ_CHARS)
  const browser = nameIn(BROWSERS, text)
  const system = nameIn(SYSTEMS, text)
  const key = `${browser}/${system}`
  const device = known.get(key) ?? { browser, system }
  known.set(key, device)
  return device
}

const nameIn = (names: typeof BROWSERS, text: string): string | null =>
  names.find(([mark]) => mark.test(text))?.[1] ?? null
