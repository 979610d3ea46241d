import { KEY_KINDS, type KeyKind } from '@imbachat/protocol/http/widget/widget-keys'
import type { WidgetDeps } from '../widgets/widget-deps.ts'
import { keyPurpose } from './key-purpose.ts'

/** The first keys of a widget, sealed for it. */
export async function storeKeys(
  { control, secrets, clock }: WidgetDeps,
  widget_id: number,
  keys: Record<KeyKind, string>,
): Promise<void> {
  const now = clock.now()
  await control
    .insertInto('widget_secret')
    .values(
      KEY_KINDS.map((kind) => ({
        widget_id,
        kind,
        id: 1,
        sealed: secrets.seal(keys[kind], keyPurpose(widget_id, kind)),
        created_at: now,
      })),
    )
    .execute()
}
