// Run by a runtime that has the sdk installed. Prints what became of it, and ends by itself: a timer that is left
// behind would keep it.
import { createChatClient } from '@imbachat/sdk'

const { CHAT_URL: url, WIDGET_ID, USER_TOKEN: token } = process.env
const widgetId = Number(WIDGET_ID)
const badUrls = ['', 'not a url', 'chat.example', 'ftp://chat.example', 'https://x y', 'https://chat.example/#fragment']

const chat = createChatClient({ url, widgetId, token })
const room = chat.openRoom((await chat.openDialog('bob')).room_id)
await room.send('Hello!')
const [message] = await when(room.state, ({ messages }) => messages.length > 0 && messages)
await room.toggleReaction(message.seq, '👍')
const reactions = await when(room.state, ({ messages: [first] }) => first.reactions)

const file = await chat.uploadFile(room.room_id, new Blob(['as a file']), { name: 'hello.txt' })
await room.send('', { attachments: [file] })
const attached = await when(room.state, ({ messages }) => messages[1]?.attachments)
const { file_id } = attached[0]
const content = await (await fetch(await chat.fileUrl(room.room_id, file_id))).text()

const left = when(chat.connection, ({ kind }) => kind !== 'online')
console.log('restart the server')
await left
await room.send('Still here')
const sent = await when(room.state, ({ messages }) => messages.length === 3 && messages.map(({ text }) => text))
chat.close()

console.log(
  JSON.stringify({
    sent,
    reactions: reactions.map(({ emoji, count }) => [emoji, count]),
    file: [attached[0].name, content],
    'bad urls': badUrls.map(refusalOfUrl),
    'bad token': await refusal({ url, widgetId, token: 'nonsense' }),
    'no such widget': await refusal({ url, widgetId: 999_999, token }),
    'server away': await away(),
  }),
)

function refusalOfUrl(bad) {
  try {
    createChatClient({ url: bad, widgetId, token }).close()
    return 'not refused'
  } catch ({ name, code, field, retry }) {
    return [name, code, field, retry]
  }
}

async function refusal(options) {
  const client = createChatClient(options)
  const { name, code, retry } = await client.openDialog('bob').catch((error) => error)
  client.close()
  return [name, code, retry]
}

async function away() {
  const client = createChatClient({ url: 'http://127.0.0.1:1', widgetId, token })
  const kind = await when(client.connection, ({ kind }) => kind !== 'connecting' && kind)
  client.close()
  return kind
}

function when(observable, wanted) {
  return new Promise((resolve) => {
    const look = (value) => {
      const found = wanted(value)
      if (found) resolve(found)
    }
    observable.subscribe(look)
    look(observable.get())
  })
}
