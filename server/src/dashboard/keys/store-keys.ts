import { KEY_KINDS, type KeyKind } from '@imbachat/protocol/http/widget/widget-keys'
import type { WidgetDeps } from '../widgets/widgets.ts'
import { keyPurpose } from './key-purpose.ts'

/** The first keys of a widget, sealed for it. */
export async function storeKeys(
  { control, secrets, clock }: WidgetDeps,
  widgetId: number,
  keys: Record<KeyKind, string>,
): Promise<void> {
  const now = clock.now()
  await control
    .insertInto('widget_secret')
    .values(
      KEY_KINDS.map((kind) => ({
        widget_id: widgetId,
        kind,
        id: 1,
        sealed: secrets.seal(keys[kind], keyPurpose(widgetId, kind)),
        created_at: now,
      })),
    )
    .execute()
}
