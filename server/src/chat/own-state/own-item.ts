import type { OwnItem } from '@imbachat/protocol'
import type { OwnItemRow, PutOwnItem } from '../ports.ts'

type Content = OwnItem extends infer Item ? (Item extends OwnItem ? Omit<Item, 'rev'> : never) : never

/** The row of an item: the key names what the item is about, the value holds its content. */
export function toRow(item: Content): Pick<PutOwnItem, 'key' | 'value'> {
  return { key: `${item.kind}/${item.room_id}`, value: item.until === null ? null : JSON.stringify(item.until) }
}

/** @throws Error for a row that no version of this server wrote */
export function fromRow({ key, rev, value }: OwnItemRow): OwnItem {
  const [kind, about] = key.split('/')
  if (kind !== 'mute') throw new Error(`own_item has an unknown key: ${key}`)
  return { kind, rev, room_id: Number(about), until: value === null ? null : (JSON.parse(value) as number) }
}
