import type { Notice } from '@imbachat/sdk'
import type { LaterCatalog } from '../i18n/catalog.ts'
import type { Phrases } from '../i18n/phrases.ts'
import type { Plurals } from '../i18n/plural.ts'
import { useLaterContext } from './view-context.ts'

/** Users that a notice names; the others are a number. */
const MOST_NAMED = 3

interface Props {
  notice: Notice
  /** see `noticeNames` */
  names: string
  /** shows the message that the notice is about */
  reveal?: (seq: number) => void
}

/** A notice in the reader's language. */
export function NoticeText({ notice, names, reveal }: Props) {
  const { phrases, say } = useLaterContext()
  const text = textOf(notice, names.split('\n'), say, phrases)
  // the site writes in a language of its own
  if (notice.kind !== 'pinned' || !reveal) return <span dir={notice.kind === 'site' ? 'auto' : undefined}>{text}</span>
  return (
    <button type="button" onClick={() => reveal(notice.seq)}>
      {text}
    </button>
  )
}

export function textOf(
  notice: Notice,
  [actor = '', ...others]: readonly string[],
  say: LaterCatalog & { you: string },
  phrases: Phrases,
): string {
  const fill = ({ one, other }: Plurals, isOne: boolean, ...values: string[]) =>
    phrases.fill((isOne && one) || other, ...values)
  const by = (form: Plurals, ...values: string[]) => fill(form, actor !== '', actor || say.you, ...values)
  const about = (form: Plurals, you: string) =>
    actor !== '' && others.length === 1 && others[0] === ''
      ? phrases.fill(you, actor)
      : by(form, list(others, say.noticeYou, 'last', say, phrases))
  const themselves = (form: Plurals) =>
    fill(form, others.length === 1 && others[0] !== '', list(others, say.you, 'first', say, phrases))
  switch (notice.kind) {
    case 'created':
      return by(say.noticeCreated, notice.title)
    case 'joined':
      return themselves(say.noticeJoined)
    case 'left':
      return themselves(say.noticeLeft)
    case 'added':
      return about(say.noticeAdded, say.noticeAddedYou)
    case 'removed':
      return about(say.noticeRemoved, say.noticeRemovedYou)
    case 'title':
      return by(say.noticeTitle, notice.title)
    case 'description':
      return by(say.noticeDescription)
    case 'picture':
      return by(say.noticePicture)
    case 'role':
      return notice.role === 'admin'
        ? about(say.noticeAdmin, say.noticeAdminYou)
        : about(say.noticeMember, say.noticeMemberYou)
    case 'owner':
      return others[0] === '' ? say.noticeOwnerYou : phrases.fill(say.noticeOwner, others[0] ?? '')
    case 'pinned':
      return by(say.noticePinned)
    case 'site': {
      const [language = ''] = phrases.language.split('-')
      return notice.texts?.[language] ?? notice.text
    }
  }
}

/** @param you what the reader is called, and their place in the list */
function list(
  names: readonly string[],
  you: string,
  place: 'first' | 'last',
  say: LaterCatalog,
  { count, language }: Phrases,
): string {
  const others = names.filter((name) => name !== '')
  const hasReader = others.length < names.length
  const named = others.slice(0, hasReader ? MOST_NAMED - 1 : MOST_NAMED)
  if (hasReader && place === 'first') named.unshift(you)
  else if (hasReader) named.push(you)
  const more = names.length - named.length
  if (more > 0) named.push(count(say.noticeOthers, more))
  return new Intl.ListFormat(language).format(named)
}
