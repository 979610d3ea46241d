/** Stands where an account's id would, for what an API key did. No account has such an id. */
export const keyAccountId = (widget_id: number, key_id: string): string => `key:${widget_id}:${key_id}`

/** Null: not the id of a key. */
export function readKeyAccount(account_id: string): { widget_id: number; key_id: string } | null {
  const [, widget_id, key_id] = /^key:(\d+):(.+)$/s.exec(account_id) ?? []
  return key_id === undefined ? null : { widget_id: Number(widget_id), key_id }
}
