import { formatTime } from '../../i18n/index.ts'
import type { PersonView } from '../../requests/api.ts'
import { tRestrict } from '../moderation/restrict/restrict-phrases.ts'

/** A user's present restrictions. */
export function RestrictionChips({ person: { mute, ban, shadow } }: { person: PersonView }) {
  const end = (until: number | null) => (until === null ? '' : ` ${tRestrict('until', { time: formatTime(until) })}`)
  return (
    <>
      {mute && (
        <span class="chip chip-warning">
          {tRestrict('muted')}
          {end(mute.until)}
        </span>
      )}
      {shadow && (
        <span class="chip chip-warning">
          {tRestrict('shadowed')}
          {end(shadow.until)}
        </span>
      )}
      {ban && (
        <span class="chip chip-bad">
          {tRestrict('banned')}
          {end(ban.until)}
        </span>
      )}
    </>
  )
}
