/** The size, theme and language of a picture. */
export interface Look {
  width: number
  height: number
  theme: 'light' | 'dark'
  language: string
}

/** A view with a picture for each look of its states. */
export const CHAT_LOOKS = {
  phone: { width: 360, height: 640, theme: 'light', language: 'en' },
  'dark-rtl': { width: 360, height: 640, theme: 'dark', language: 'ar' },
  wide: { width: 960, height: 640, theme: 'light', language: 'en' },
} as const satisfies Record<string, Look>

export const DASHBOARD_LOOKS = {
  desk: { width: 1100, height: 800, theme: 'light', language: 'en' },
  'dark-phone': { width: 375, height: 800, theme: 'dark', language: 'ru' },
} as const satisfies Record<string, Look>

/** The look that an address asks for: one by its name, and what of it is to be another. */
export function lookOf(asked: URLSearchParams, looks: Readonly<Record<string, Look>>): Look {
  const look = looks[asked.get('look') ?? ''] ?? Object.values(looks)[0]
  if (!look) throw new Error('there are no looks')
  const theme = asked.get('theme')
  return {
    ...look,
    ...((theme === 'light' || theme === 'dark') && { theme }),
    language: asked.get('language') ?? look.language,
  }
}

/** One state of a view. */
export interface State<Given, LookName extends string> {
  /** changes the sample that the view is drawn from */
  given?: (given: Given) => void
  /** the user's steps until the view is on the screen */
  show?: (hand: Hand) => Promise<void>
  /** in which it has a picture; missing: the first one */
  looks?: readonly LookName[]
}

/** A user's step. Texts are the English ones: they are looked up in the language of the look. */
export interface Hand {
  /** Presses what has this name, or the text; the last one if there are many. A phrase may have values: `{count}`. */
  press(name: string): Promise<void>
  /** The same by a selector. */
  click(selector: string): Promise<void>
  /** Opens the menu of it, as a right click does. */
  menu(selector: string): Promise<void>
  /** Writes into a field. */
  write(selector: string, text: string): Promise<void>
  key(selector: string, key: string): Promise<void>
  /** Chooses files of these names, pictures or text, in a file input; anywhere else it pastes them. */
  choose(selector: string, ...names: string[]): Promise<void>
  sees(selector: string): Promise<HTMLElement>
  /** Waits until nothing changes any more. */
  rests(): Promise<void>
  /** The server sends an event. */
  happens(event: object): void
}

export interface View<Given, LookName extends string> {
  name: string
  states: Readonly<Record<string, State<Given, LookName>>>
}
