import { issueTickets } from '../../chat/attachments/issue-tickets.ts'
import type { Handler } from './handler.ts'

export const filesTickets: Handler<'files.tickets'> = ({ deps, principal }, { room_id, file_ids, token }) =>
  issueTickets(deps, principal, { roomId: room_id, fileIds: file_ids, token })
