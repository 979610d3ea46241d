import { formatNumber, formatTime, language } from '../../../i18n/index.ts'
import { api, type DecisionFigures } from '../../../requests/api.ts'
import { useResource } from '../../../requests/resource.ts'
import { Card } from '../../../ui/card.tsx'
import { Loading } from '../../../ui/loading.tsx'
import { LoadFailed } from '../../../ui/notice.tsx'
import { type Column, Table } from '../../../ui/search/table.tsx'
import { t as tQueue } from '../../moderation/phrases.ts'
import { t } from './moderation-figures-phrases.ts'

interface Props {
  widget_id: number
  days: number
}

/** Moderators' decisions, their speed, and the overturned ones: of the team, each moderator and each reason. */
export function ModerationFiguresCard({ widget_id, days }: Props) {
  const loaded = useResource(`${widget_id} ${days}`, () =>
    api.call('moderation.figures', { widget_id, query: { days: String(days) } }),
  )
  const now = loaded.now.value
  return (
    <Card title={t('title')} lead={t('lead', { days: formatNumber(days) })}>
      {now.state === 'loading' && <Loading lines={4} />}
      {now.state === 'failed' && <LoadFailed error={now.error} onRetry={loaded.reload} />}
      {now.state === 'ready' && <Figures figures={now.value} />}
    </Card>
  )
}

type ModerationFigures = Awaited<ReturnType<typeof api.call<'moderation.figures'>>>
type Moderator = ModerationFigures['moderators'][number]
type OfReason = ModerationFigures['reasons'][number]

function Figures({ figures }: { figures: ModerationFigures }) {
  const { waiting, oldest_at, period, before, moderators, reasons, complete } = figures
  return (
    <>
      <dl class="figures">
        <div>
          <dt>{t('waiting')}</dt>
          <dd class="figure">{formatNumber(waiting)}</dd>
          {oldest_at !== null && <dd class="hint">{t('oldest', { time: formatTime(oldest_at) })}</dd>}
        </div>
        {COLUMNS.map(({ name, hint, say }) => (
          <div key={name}>
            <dt>{t(name)}</dt>
            <dd class="figure">{say(period)}</dd>
            <dd class="hint">{t('before', { value: say(before) })}</dd>
            {hint && <dd class="hint">{t(hint)}</dd>}
          </div>
        ))}
      </dl>
      {moderators.length === 0 && reasons.length === 0 && <p class="hint">{t('nothing')}</p>}
      {moderators.length > 0 && (
        <>
          <h3 class="section-title">{t('by_moderator')}</h3>
          <Table
            label={t('by_moderator')}
            columns={[{ title: t('moderator'), cell: ({ name }) => <bdi>{name}</bdi> }, ...columns<Moderator>()]}
            items={moderators}
            keyOf={({ name }) => name}
          />
        </>
      )}
      {reasons.length > 0 && (
        <>
          <h3 class="section-title">{t('by_reason')}</h3>
          <Table
            label={t('by_reason')}
            columns={[{ title: t('reason'), cell: ({ reason }) => tQueue(`reason_${reason}`) }, ...columns<OfReason>()]}
            items={reasons}
            keyOf={({ reason }) => reason}
          />
        </>
      )}
      {!complete && <p class="hint">{t('not_all')}</p>}
    </>
  )
}

const COLUMNS: readonly {
  name: 'decided' | 'median' | 'upheld' | 'reversed'
  hint?: 'median_hint' | 'upheld_hint' | 'reversed_hint'
  say: (figures: DecisionFigures) => string
}[] = [
  { name: 'decided', say: ({ decided }) => formatNumber(decided) },
  {
    name: 'median',
    hint: 'median_hint',
    say: ({ median_ms }) => (median_ms === null ? t('none') : durationText(median_ms)),
  },
  { name: 'upheld', hint: 'upheld_hint', say: ({ upheld }) => formatNumber(upheld) },
  { name: 'reversed', hint: 'reversed_hint', say: ({ reversed }) => formatNumber(reversed) },
]

const columns = <Item extends DecisionFigures>(): Column<Item>[] =>
  COLUMNS.map(({ name, say }) => ({ title: t(name), cell: say, look: 'number' as const }))

/** In the largest unit of which there is one, such as `1.5 hr`. */
function durationText(ms: number): string {
  const seconds = ms / 1000
  const [unit, size] = UNITS.find(([, of]) => seconds >= of) ?? (['second', 1] as const)
  const form = { style: 'unit', unit, maximumFractionDigits: seconds / size < 10 ? 1 : 0 } as const
  return new Intl.NumberFormat(language.value, form).format(seconds / size)
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const
