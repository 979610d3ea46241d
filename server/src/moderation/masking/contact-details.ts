import { type Folded, foldText } from './fold-text.ts'
import type { Span } from './mask-text.ts'
import { findPhones } from './phone-numbers.ts'

/**
 * Finds contact details in a text: phone numbers, e-mail addresses, links and names in messengers, also in the
 * spellings that people use to get past a filter. It knows the spellings of Russian and English writers. A determined
 * person finds another spelling: the filter keeps honest people on the site and stops nobody else.
 */
export function findContactDetails(text: string): Span[] {
  return inFolded(text, (folded) =>
    MAY_HAVE_SOME.test(folded)
      ? [...matches(folded, EMAIL), ...linksIn(folded), ...handles(folded), ...findPhones(folded)]
      : [],
  )
}

/** Runs `find` on the text in plain characters (＠ as @, 。 as a dot), and returns its spans in the original text. */
function inFolded(text: string, find: (folded: string) => Span[]): Span[] {
  const folded: Folded = foldText(text)
  return find(folded.text).map((span) => folded.written(span))
}

/** Most messages end here. */
const MAY_HAVE_SOME = /[\p{Nd}@.,:]|собак|точка|dot|девят|nine|тг|тел[еe]г|вайбер|инст[аы]|скайп|ватс|вотс/iu

const SPELLED_DOT = String.raw`(?:[([]\s?(?:\.|dot|точка)\s?[)\]]|(?<!\p{L})(?:dot|точка)(?!\p{L}))`
const SPACED_DOT = String.raw`(?:\s{0,3}${SPELLED_DOT}\s{0,3}|\s{1,3}\.\s{0,3})`
const DOT = String.raw`(?:\.|${SPACED_DOT})`
const LABEL = String.raw`[\p{L}\p{N}][\p{L}\p{N}-]{0,62}`

/** Endings that hardly ever begin a sentence whose space was forgotten, or end the name of a file. */
const ENDINGS = [
  'com|net|org|info|biz|ru|su|рф|рус|онлайн|сайт|бел|укр|ua|by|kz|uz|kg|ge|az|lv|lt|ee|pl|de|fr|es|uk|eu|cz|tr|cn|jp|kr',
  'br|io|ai|app|dev|xyz|online|site|shop|store|club|pro|tv|cc|ws|top|link|live|page|chat|tech|space|website|world|group',
  'agency|blog|news|art|co|gg|ly|click|fun|vip|mobi|gs|ca|au|nl|ch|fi|il|ae',
  // countries whose ending is not a word
  'ph|vn|sg|hk|tw|za|ng|ke|eg|dz|tn|ir|pk|lk|np|cl|ec|uy|mx|nz|ie|pt|gr|ro|bg|hu|sk|hr|se|dk|lu|mt|cy|tj|tm|iq|sa',
  'qa|kw|jo|bz|pw|mn|vc|sx|gl|fo',
].join('|')
/** Endings that are also words: they count only if the line has nothing but the host. */
const WORD_ENDINGS =
  'me|in|is|it|to|so|im|at|be|am|us|id|no|my|one|team|today|name|life|zone|work|works|email|cash|money'
/** A comma is typed in place of a dot where no space follows: evil,com */
const COMMA_ENDINGS = 'com|net|org|ru'
/** Hosts whose ending is also a word: known ones only. */
const KNOWN_HOSTS = 't|wa|telegram|vk|fb|m|ig|youtu|discord|linktr|taplink|signal|viber'
const KNOWN_ENDINGS = 'me|be|ee|cc|co|gg'

const SPELLED_ENDINGS = 'com|net|org|info|ru|ру|рф|ком|ua|by|kz|su|me|io|нет|орг'
const MAIL_HOSTS = [
  'gmail|mail|yandex|ya|bk|inbox|list|rambler|icloud|hotmail|outlook|proton|protonmail',
  'яндекс|мейл|мэйл|майл|маил|гмейл|гмаил|джимейл|рамблер|инбокс',
].join('|')

const NO_WORD_BEFORE = String.raw`(?<![\p{L}\p{N}@._%+-])`
const NO_WORD_BEHIND = String.raw`(?![\p{L}\p{N}_-])`
const MAIL_NAME = String.raw`${NO_WORD_BEFORE}[\p{L}\p{N}][\p{L}\p{N}._%+-]{0,63}`
const AT = String.raw`\s{0,3}(?:@|[([{]\s?(?:@|at|собака|собачка|dog)\s?[)\]}])\s{0,3}`
const AT_AS_A_WORD = String.raw`\s{0,3}(?:@|(?<!\p{L})(?:at|собака|собачка)(?!\p{L}))\s{0,3}`
const EMAIL = new RegExp(
  [
    // ivan@mail.ru, ivan @ mail . ru, ivan(at)mail(dot)ru, ivan[собака]mail.ru
    `${MAIL_NAME}${AT}${LABEL}(?:${DOT}${LABEL}){1,4}`,
    // ivan@mail ru, ivan собака яндекс ру, ivan at gmail com
    String.raw`${MAIL_NAME}${AT_AS_A_WORD}(?:${MAIL_HOSTS})(?:${DOT}|\s{1,3})(?:${SPELLED_ENDINGS})${NO_WORD_BEHIND}`,
    // ivan собака example точка ру
    `${MAIL_NAME}${AT_AS_A_WORD}${LABEL}${SPACED_DOT}(?:${SPELLED_ENDINGS})${NO_WORD_BEHIND}`,
  ].join('|'),
  'giu',
)

const NO_SPACE = String.raw`[^\s<>"«»]`
const ADDRESS_END = String.raw`(?::\d{1,5})?(?:[/?#]${NO_SPACE}*)?`
const SPELLED_PATH = String.raw`(?:\s{0,3}(?:/|слэш|слеш|slash)\s{0,3}[\p{L}\p{N}_-]+)?`
const LINK = new RegExp(
  [
    String.raw`\b(?:https?|hxxps?|ftp|tg|viber|whatsapp|skype|tel|mailto)\s?:\s?(?://)?${NO_SPACE}{2,}`,
    String.raw`${NO_WORD_BEFORE}www\s?\.\s?${LABEL}(?:\.${LABEL}){0,4}${ADDRESS_END}`,
    String.raw`${NO_WORD_BEFORE}(?:${LABEL}\.){1,4}(?:${ENDINGS})${NO_WORD_BEHIND}${ADDRESS_END}`,
    String.raw`${NO_WORD_BEFORE}(?:${KNOWN_HOSTS})\.(?:${KNOWN_ENDINGS})${NO_WORD_BEHIND}${ADDRESS_END}`,
    String.raw`(?<=^\s{0,3})(?:${LABEL}\.){1,4}(?:${WORD_ENDINGS})(?=\s{0,3}$)`,
    String.raw`${NO_WORD_BEFORE}[a-z\d][a-z\d-]{1,62},(?:${COMMA_ENDINGS})${NO_WORD_BEHIND}${ADDRESS_END}`,
    // any other ending counts only with a path: example.in/shop
    String.raw`${NO_WORD_BEFORE}(?:[a-z\d][a-z\d-]{1,62}\.){1,4}[a-z]{2,10}/${NO_SPACE}+`,
    // example точка ру, example (dot) com, t точка me
    `${NO_WORD_BEFORE}${LABEL}${SPACED_DOT}(?:${SPELLED_ENDINGS})${NO_WORD_BEHIND}${SPELLED_PATH}`,
  ].join('|'),
  'gimu',
)

/** Names with a dot that are not addresses. */
const NO_LINK = /^(?:asp|vb|ado|ml)\.net$/i
const SPELLED_WITH_SPACES = /^(\p{L}+)\s+\.\s*/u
/** "Sold.Live chat": the first word of a sentence; Example.Com is an address. */
const NEXT_SENTENCE = /\p{Ll}\.(?!Com|Ru|Net|Org)\p{Lu}\p{Ll}+$/u

/** Addresses that a text names, also in spellings that people use to get past a filter. */
export function findLinks(text: string): Span[] {
  return inFolded(text, linksIn)
}

function linksIn(text: string): Span[] {
  return matches(text, LINK).filter(({ start, end }) => {
    const found = text.slice(start, end)
    // "в зоне .ru": the word before belongs to the sentence
    const spelled = SPELLED_WITH_SPACES.exec(found)?.[1]
    if (NO_LINK.test(found) || NEXT_SENTENCE.test(found)) return false
    return !(spelled && /\p{Script=Cyrillic}/u.test(spelled))
  })
}

const MENTION = /(?<![\p{L}\p{N}@._%+-])@[a-z][a-z\d_.]{2,31}/giu

const IN_CYRILLIC = [
  'тг|телег[аеуи]|телеграмм?[аеу]?|вайбер[аеу]?|скайп[аеу]?|инст[ауе]|инстаграмм?[аеу]?',
  'ватсапп?[аеу]?|вотсапп?[аеу]?|дискорд[ае]?|вк',
].join('|')
const IN_LATIN = 'tg|telegram|viber|skype|insta|instagram|whatsapp|wechat|discord|snapchat|snap|vk'
const FILLERS = 'мой|моя|мне|ник|имя|это|пиши|пишите|как|my|is|nick|name|id|username|contact|me|at|as'
const FILLER = String.raw`(?:(?:${FILLERS})\s{1,3}){0,3}`
const NAME = String.raw`(?:live:)?[a-z][a-z\d_.]{3,31}(?![\p{L}])`
const MARKED_NAME = String.raw`(?:live:|(?=[a-z._]*[\d_]))[a-z][a-z\d_.]{3,31}(?![\p{L}])`
const NAMED = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}_])(?:${IN_CYRILLIC})\s{0,3}[:=–—-]?\s{0,3}${FILLER}[:=–—-]?\s{0,3}(${NAME})`,
    String.raw`(?<![\p{L}\p{N}_])(?:${IN_LATIN})\s{0,3}${FILLER}[:=–—-]\s{0,3}${FILLER}(${NAME})`,
    // without a colon, a name needs a mark that no English word has
    String.raw`(?<![\p{L}\p{N}_])(?:${IN_LATIN})\s{1,3}${FILLER}(${MARKED_NAME})`,
  ].join('|'),
  'dgiu',
)
/** Words after a messenger's name that are not a user name. */
const NO_NAME =
  /^(?:premium|desktop|business|channel|online|stories|bots?|apps?|android|iphone|client|direct|reels|nitro)\b/i

function handles(text: string): Span[] {
  const named = [...text.matchAll(NAMED)].flatMap(({ indices }) => {
    const [start, end] = indices?.slice(1).find((place) => place !== undefined) ?? [0, 0]
    return NO_NAME.test(text.slice(start, end)) ? [] : [{ start, end }]
  })
  return [...matches(text, MENTION), ...named]
}

function matches(text: string, pattern: RegExp): Span[] {
  return [...text.matchAll(pattern)].map((found) => ({ start: found.index, end: found.index + trimmed(found[0]) }))
}

/** Punctuation at the end is not part of an address. From the end: a pattern would try each of ten thousand marks. */
function trimmed(found: string): number {
  let end = found.length
  while (end > 0 && '.,;:!?)]}\'"'.includes(found.charAt(end - 1))) end--
  return end || found.length
}
