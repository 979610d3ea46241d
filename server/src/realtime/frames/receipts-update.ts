import { updateReceipts } from '../../domain/receipts/update-receipts.ts'
import { forUsers } from './handler.ts'

export const receiptsUpdate = forUsers<'receipts.update'>(async ({ parts, principal }, { rooms }) => {
  const moves = rooms.map(({ room_id, delivered_seq, read_seq }) => ({
    roomId: room_id,
    deliveredSeq: delivered_seq ?? 0,
    readSeq: read_seq ?? 0,
  }))
  await updateReceipts(parts, principal, moves)
  return {}
})
