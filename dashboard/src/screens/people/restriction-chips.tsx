import { formatTime } from '../../i18n/index.ts'
import type { PersonView } from '../../requests/api.ts'
import { tRestrict } from '../moderation/restrict/restrict-phrases.ts'

interface Props {
  person: PersonView
  /** shows the end of a restriction only as a tooltip */
  isShort?: boolean
}

/** A user's present restrictions. */
export function RestrictionChips({ person: { mute, ban, shadow }, isShort = false }: Props) {
  const until = (time: number | null) => (time === null ? '' : ` ${tRestrict('until', { time: formatTime(time) })}`)
  const end = (time: number | null) => (isShort ? '' : until(time))
  const full = (time: number | null, kind: 'muted' | 'banned' | 'shadowed') =>
    isShort && time !== null ? `${tRestrict(kind)}${until(time)}` : undefined
  return (
    <>
      {mute && (
        <span class="chip chip-warning" title={full(mute.until, 'muted')}>
          {tRestrict('muted')}
          {end(mute.until)}
        </span>
      )}
      {shadow && (
        <span class="chip chip-warning" title={full(shadow.until, 'shadowed')}>
          {tRestrict('shadowed')}
          {end(shadow.until)}
        </span>
      )}
      {ban && (
        <span class="chip chip-bad" title={full(ban.until, 'banned')}>
          {tRestrict('banned')}
          {end(ban.until)}
        </span>
      )}
    </>
  )
}
