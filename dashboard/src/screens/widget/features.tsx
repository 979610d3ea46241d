import { useId } from 'preact/hooks'
import type { WidgetView } from '../../api.ts'
import { t } from '../../i18n/index.ts'
import { query, setQuery } from '../../router.ts'
import { paths } from '../../routes.ts'
import { FieldFilter } from '../../ui/field.tsx'
import { DeleteWidget } from './delete-widget.tsx'
import { Contacts } from './settings/contacts.tsx'
import { Conversations } from './settings/conversations.tsx'
import { Files } from './settings/files.tsx'
import { General } from './settings/general.tsx'
import { Guests } from './settings/guests.tsx'
import { Limits } from './settings/limits.tsx'
import { SettingsPage } from './settings.tsx'

/**
 * What the chat can do, in cards, with a search over names and explanations. A new setting goes into its card, its
 * phrases into both catalogs; nothing here changes.
 */
export function Features({ widget, onChanged }: { widget: WidgetView; onChanged: (widget: WidgetView) => void }) {
  const id = useId()
  const needle = query.value.get('q') ?? ''
  return (
    <>
      <div class="field">
        <label class="field-label" for={id}>
          {t('features.search')}
        </label>
        <input
          id={id}
          class="input"
          type="search"
          value={needle}
          placeholder={t('features.search_hint')}
          onInput={(event) => setQuery({ q: event.currentTarget.value })}
        />
      </div>
      <div class={needle.trim() === '' ? '' : 'features-searched'}>
        <FieldFilter.Provider value={needle}>
          <SettingsPage widget={widget} section="features" onChanged={onChanged}>
            {(form) => (
              <>
                <General form={form} />
                <Conversations form={form} />
                <Files form={form} />
                <Guests form={form} />
                <Contacts form={form} rulesHref={paths.widget(widget.widget_id, 'rules')} />
                <Limits form={form} />
                <p class="hint features-none" role="status">
                  {t('features.none')}
                </p>
              </>
            )}
          </SettingsPage>
        </FieldFilter.Provider>
      </div>
      {widget.role === 'owner' && needle.trim() === '' && <DeleteWidget widget={widget} />}
    </>
  )
}
