import { ChatError } from '@imbachat/protocol'

/** Words with which a guest could pass for the site's staff. */
const RESERVED =
  /admin|moderat|support|operator|official|staff|owner|system|админ|модер|поддержк|оператор|официал|сотрудник|владел|систем/

/** Characters of a name: normalizing makes some names longer than they were sent. */
const LONGEST = 40

/** Letters and digits of other alphabets that look like Latin ones; a name is compared with the words in both forms. */
const LOOK_ALIKES: Readonly<Record<string, string>> = {
  а: 'a',
  е: 'e',
  о: 'o',
  р: 'p',
  с: 'c',
  т: 't',
  у: 'y',
  х: 'x',
  і: 'i',
  ѕ: 's',
  м: 'm',
  к: 'k',
  в: 'b',
  н: 'h',
  г: 'r',
  п: 'n',
  и: 'u',
  ԁ: 'd',
  α: 'a',
  ο: 'o',
  ρ: 'p',
  ι: 'i',
  ν: 'v',
  τ: 't',
  0: 'o',
  1: 'i',
  3: 'e',
  4: 'a',
  5: 's',
  7: 't',
  '@': 'a',
  $: 's',
  '!': 'i',
  '|': 'i',
}

/**
 * The name as others see it: normalized, without pictures, invisible characters and runs of spaces.
 * @throws ChatError invalid_field when nothing is left, or when the name could pass for the site's staff
 */
export function cleanGuestName(given: string): string {
  const normalized = given
    .normalize('NFKC')
    .replace(/[^\p{L}\p{M}\p{N}\p{P}\s]|\p{Default_Ignorable_Code_Point}/gu, '')
    .replace(/\p{M}{3,}/gu, '')
    .replace(/\s+/gu, ' ')
    .trim()
  const name = [...normalized].slice(0, LONGEST).join('').trim()
  if (!/[\p{L}\p{N}]/u.test(name)) throw unfit('must have letters or digits')
  const small = given
    .normalize('NFKD')
    .replace(/\p{M}|\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
  const latin = [...small].map((char) => LOOK_ALIKES[char] ?? char).join('')
  for (const form of [small, latin]) {
    if (RESERVED.test(form.replace(/[^\p{L}\p{N}]/gu, ''))) throw unfit('must not look like a member of the staff')
  }
  return name
}

const unfit = (why: string) => new ChatError('invalid_field', `name: ${why}`, { field: 'name' })
