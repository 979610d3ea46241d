import { Card } from '../../../ui/card.tsx'
import { CMS_KINDS, OWN_KINDS } from './kinds.ts'
import { t } from './phrases.ts'

interface SiteStepProps {
  kind: string | null
  onKind: (kind: string) => void
}

/** The site's system: the next steps depend on it. */
export function SiteStep({ kind, onKind }: SiteStepProps) {
  const group = (title: string, kinds: readonly { id: string; label: string }[]) => (
    <fieldset class="kinds">
      <legend class="field-label">{title}</legend>
      {kinds.map(({ id, label }) => (
        <label key={id} class="kind">
          <input type="radio" name="kind" value={id} checked={id === kind} onChange={() => onKind(id)} />
          <span>{label}</span>
        </label>
      ))}
    </fieldset>
  )
  return (
    <Card title={t('kind_title')} lead={t('kind_lead')}>
      {group(t('kind_own'), [...OWN_KINDS, { id: 'other', label: t('other') }])}
      {group(t('kind_cms'), CMS_KINDS)}
    </Card>
  )
}
