/** A text for each plural form that the language has; `#` stands for the number. */
export type Plurals = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>
