import { api } from '../../requests/api.ts'

/** A file of a user, which only moderators may open. Each look is recorded with its reason. */
export async function downloadFile(
  widget_id: number,
  { name, ...body }: { user_id: string; file_id: string; reason: string; name: string },
): Promise<void> {
  const { address } = await api.call('people.open_file', { widget_id, body })
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
}
