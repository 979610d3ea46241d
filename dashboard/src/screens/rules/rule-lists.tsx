import { fieldText } from '../../i18n/refusal.ts'
import type { ApiError } from '../../requests/api.ts'
import { Button } from '../../ui/button.tsx'
import { Card } from '../../ui/card.tsx'
import { SelectField, TextField } from '../../ui/form/field.tsx'
import { FormError } from '../../ui/notice.tsx'
import { LinesField } from './lines-field.tsx'
import { t } from './phrases.ts'
import type { RulesValues } from './rules-values.ts'

type RuleList = RulesValues['lists'][number]

const ACTIONS = ['refuse', 'hold', 'flag', 'mask'] as const
const EXAMPLE = String.raw`\bIBAN\s*[A-Z]{2}\d{10,}`

interface RuleListsProps {
  lists: readonly RuleList[]
  error: ApiError | null
  onLists: (lists: RuleList[]) => void
}

/** Lists of words and of patterns, each with what happens to a message that has one of its entries. */
export function RuleLists({ lists, error, onLists }: RuleListsProps) {
  const add = (kind: RuleList['kind']) =>
    onLists([...lists, { list_id: crypto.randomUUID(), name: t(`new_${kind}`), kind, action: 'flag', entries: [] }])
  return (
    <Card title={t('lists')} lead={t('lists_lead')}>
      {error?.field === 'lists' && <FormError error={error} fields={[]} />}
      {lists.length === 0 && <p class="hint">{t('no_lists')}</p>}
      {lists.map((list, at) => (
        <OneList
          key={list.list_id}
          list={list}
          name={`lists.${at}`}
          error={error}
          onList={(some) => onLists(lists.map((other) => (other === list ? { ...list, ...some } : other)))}
          onRemove={() => onLists(lists.filter((other) => other !== list))}
        />
      ))}
      <div class="rules-add">
        <Button icon="plus" onClick={() => add('words')}>
          {t('add_words')}
        </Button>
        <Button icon="plus" onClick={() => add('patterns')}>
          {t('add_patterns')}
        </Button>
      </div>
    </Card>
  )
}

interface OneListProps {
  list: RuleList
  name: string
  error: ApiError | null
  onList: (some: Partial<RuleList>) => void
  onRemove: () => void
}

function OneList({ list, name, error, onList, onRemove }: OneListProps) {
  const { kind, action } = list
  return (
    <fieldset class="rules-list">
      <legend class="visually-hidden">{list.name}</legend>
      <div class="filters">
        <TextField
          label={t('name')}
          name={`${name}.name`}
          value={list.name}
          error={fieldText(error, `${name}.name`)}
          onValue={(typed) => onList({ name: typed })}
        />
        <SelectField
          label={t('action')}
          hint={t(`about_${action}`)}
          name={`${name}.action`}
          value={action}
          options={ACTIONS.map((value) => ({ value, label: t(`action_${value}`) }))}
          onValue={(chosen) => onList({ action: chosen })}
        />
      </div>
      <LinesField
        label={t(kind)}
        hint={kind === 'words' ? t('words_hint') : t('patterns_hint', { example: EXAMPLE })}
        name={`${name}.entries`}
        lines={list.entries}
        error={error}
        isCode={kind === 'patterns'}
        onLines={(entries) => onList({ entries })}
      />
      <div>
        <Button kind="quiet" label={t('remove', { name: list.name })} onClick={onRemove}>
          {t('remove_short')}
        </Button>
      </div>
    </fieldset>
  )
}
