import type { ChatClient } from '@imbachat/sdk'
import { groupActs } from '@imbachat/sdk/group-acts'
import { keepLocal } from '../files/file-urls.ts'

/** Uploads a group's picture and gives it to the group; null takes it away. @throws ChatRequestError */
export async function savePicture(client: ChatClient, room_id: number, picture: Blob | null): Promise<void> {
  const uploaded = picture && (await client.uploadFile(room_id, picture, { name: 'picture.jpg', kind: 'image' }))
  if (picture && uploaded) keepLocal(uploaded.file_id, URL.createObjectURL(picture))
  await groupActs(client).edit(room_id, { picture: uploaded?.file_id ?? null })
}
