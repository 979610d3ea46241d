import { ChatError } from '@imbachat/protocol'
import type { KeyKind } from '@imbachat/protocol/http/widget/widget-keys'
import { getWidget } from '../widgets/get-widget.ts'
import type { WidgetScope } from '../widgets/scope.ts'
import type { WidgetDeps } from '../widgets/widget-deps.ts'
import { LIVE_KEYS } from '../widgets/widget-rows.ts'
import { freshKey } from './fresh-keys.ts'
import { keyPurpose } from './key-purpose.ts'

const HOUR = 3_600_000

/**
 * A new key becomes the current one. The previous key stays valid for some hours, so that the site works until its
 * settings are changed; the key before that ends.
 * @throws ChatError not_found, also for another account's widget
 */
export async function rotateKey(
  deps: WidgetDeps,
  scope: WidgetScope,
  widget_id: number,
  { kind, hours }: { kind: KeyKind; hours: number },
): Promise<void> {
  await getWidget(deps, scope, widget_id)
  // The number is taken in the insert itself, so that two rotations at once become two keys and not a clash.
  const { id } = await deps.control
    .insertInto('widget_secret')
    .columns(['widget_id', 'kind', 'id', 'sealed', 'created_at'])
    .expression((eb) =>
      eb
        .selectFrom('widget_secret')
        .where('widget_id', '=', widget_id)
        .where('kind', '=', kind)
        .select((row) => [
          row.val(widget_id).as('widget_id'),
          row.val(kind).as('kind'),
          row(row.fn.coalesce(row.fn.max('id'), row.lit(0)), '+', 1).as('id'),
          row.val(deps.secrets.seal(freshKey(kind), keyPurpose(widget_id, kind))).as('sealed'),
          row.val(deps.clock.now()).as('created_at'),
        ]),
    )
    .returning('id')
    .executeTakeFirstOrThrow()
  await endKeysBelow(deps, widget_id, kind, id - LIVE_KEYS + 1)
  await setEnd(deps, widget_id, { kind, below: id, hours })
}

/**
 * The key that is being replaced works so many hours from now.
 * @throws ChatError not_found when none is being replaced, also for another account's widget
 */
export async function extendKey(
  deps: WidgetDeps,
  scope: WidgetScope,
  widget_id: number,
  { kind, hours }: { kind: KeyKind; hours: number },
): Promise<void> {
  await getWidget(deps, scope, widget_id)
  const below = await currentKey(deps, widget_id, kind)
  if ((await setEnd(deps, widget_id, { kind, below, hours })) > 0n) return
  throw new ChatError('not_found', 'no key is being replaced: it was retired or has ended', { field: 'kind' })
}

/** A key that has ended stays ended: an owner who retired it by the clock must not get it back. */
async function setEnd(
  { control, clock }: WidgetDeps,
  widget_id: number,
  { kind, below, hours }: { kind: KeyKind; below: number; hours: number },
): Promise<bigint> {
  const now = clock.now()
  const { numUpdatedRows } = await control
    .updateTable('widget_secret')
    .set({ ends_at: now + hours * HOUR })
    .where('widget_id', '=', widget_id)
    .where('kind', '=', kind)
    .where('id', '<', below)
    .where((eb) => eb.or([eb('ends_at', 'is', null), eb('ends_at', '>', now)]))
    .executeTakeFirstOrThrow()
  return numUpdatedRows
}

/**
 * Ends the key that was rotated out; the current one stays.
 * @throws ChatError not_found, also for another account's widget
 */
export async function retireKey(deps: WidgetDeps, scope: WidgetScope, widget_id: number, kind: KeyKind): Promise<void> {
  await getWidget(deps, scope, widget_id)
  await endKeysBelow(deps, widget_id, kind, await currentKey(deps, widget_id, kind))
}

async function currentKey({ readDb }: WidgetDeps, widget_id: number, kind: KeyKind): Promise<number> {
  const { current } = await readDb
    .selectFrom('widget_secret')
    .where('widget_id', '=', widget_id)
    .where('kind', '=', kind)
    .select((eb) => eb.fn.coalesce(eb.fn.max('id'), eb.lit(0)).as('current'))
    .executeTakeFirstOrThrow()
  return Number(current)
}

async function endKeysBelow({ control }: WidgetDeps, widget_id: number, kind: KeyKind, id: number): Promise<void> {
  await control
    .deleteFrom('widget_secret')
    .where('widget_id', '=', widget_id)
    .where('kind', '=', kind)
    .where('id', '<', id)
    .execute()
}
