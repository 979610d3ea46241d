import { updateReceipts } from '../../chat/receipts/update-receipts.ts'
import type { Handler } from './handler.ts'

export const receiptsUpdate: Handler<'receipts.update'> = async ({ deps, principal }, { rooms }) => {
  const moves = rooms.map(({ room_id, delivered_seq, read_seq }) => ({
    roomId: room_id,
    deliveredSeq: delivered_seq ?? 0,
    readSeq: read_seq ?? 0,
  }))
  await updateReceipts(deps, principal, moves)
  return {}
}
