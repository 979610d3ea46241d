import type { Log } from '../../chat/log.ts'
import type { WidgetDeps } from '../widgets/widget-deps.ts'
import { keyPurpose } from './key-purpose.ts'

/**
 * Seals again the keys that were sealed before keys were bound to their widget. Several nodes may do it at once, also
 * during a rotation: a row that changed meanwhile is left alone.
 */
export async function bindKeys(
  { control, readDb, secrets }: Pick<WidgetDeps, 'control' | 'readDb' | 'secrets'>,
  log: Log,
): Promise<void> {
  const rows = await readDb
    .selectFrom('widget_secret')
    .select(['widget_id', 'kind', 'id', 'sealed'])
    .where('sealed', 'not like', `${secrets.boundMark}%`)
    .execute()
  for (const { widget_id, kind, id, sealed } of rows) {
    try {
      const purpose = keyPurpose(widget_id, kind)
      await control
        .updateTable('widget_secret')
        .set({ sealed: secrets.seal(secrets.open(sealed, purpose), purpose) })
        .where('widget_id', '=', widget_id)
        .where('kind', '=', kind)
        .where('id', '=', id)
        .where('sealed', '=', sealed)
        .execute()
    } catch (error) {
      log.error('a key could not be encrypted again', { widget_id, kind, error })
    }
  }
}
