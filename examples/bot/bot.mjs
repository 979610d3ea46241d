// A bot that answers from any endpoint that speaks as OpenAI's does, and hands over to people. Node 20 or newer:
//   CHAT_URL=https://chat.example.com BOT_KEY=imba_key_… \
//     MODEL_URL=https://models.example/v1 MODEL=some-model node bot.mjs

import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** Messages of the room that the model reads. */
const HISTORY = 20
const TIMEOUT_MS = 30_000

const PROMPT =
  'You answer in a chat. Be short and friendly. If you cannot help, or the user asks for a person, answer only: PERSON'

/** @param settings `fetch` may be another one, in tests */
export function createBot({
  chatUrl,
  botKey,
  modelUrl,
  modelKey = '',
  model,
  prompt = PROMPT,
  fetch = globalThis.fetch,
}) {
  async function chat(method, path, body, headers = {}) {
    const answer = await fetch(`${chatUrl}/v3${path}`, {
      method,
      headers: { authorization: `Bearer ${botKey}`, 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    })
    const given = await answer.json()
    if (!answer.ok) throw Object.assign(new Error(`${given.code}: ${given.detail}`), { code: given.code })
    return given
  }

  async function ask(messages) {
    const answer = await fetch(`${modelUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(modelKey && { authorization: `Bearer ${modelKey}` }) },
      body: JSON.stringify({ model, messages: [{ role: 'system', content: prompt }, ...messages] }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    if (!answer.ok) throw new Error(`the model answered ${answer.status}`)
    const text = (await answer.json()).choices?.[0]?.message?.content?.trim()
    if (!text) throw new Error('the model answered nothing')
    return text
  }

  /** Answers one message; hands over if a person is asked for, or the model fails. */
  async function answer({ data: { room_id, message, handover } }, self) {
    if (handover.owner === 'people' || message.system) return
    const room = `/rooms/${room_id}`
    const { messages } = await chat('GET', `${room}/messages?limit=${HISTORY}`)
    const history = messages.toReversed().filter(({ text, system }) => text && !system)
    await chat('POST', `${room}/typing`, {})
    const text = await ask(
      history.map(({ sender_id, text: content }) => ({ role: sender_id === self ? 'assistant' : 'user', content })),
    ).catch((error) => {
      console.error(error.message)
      return 'PERSON'
    })
    if (text === 'PERSON') return chat('POST', `${room}/hand-over`, { to: 'people' })
    const said = { text, reply_to: message.seq, generation: handover.generation }
    // the same event again, after a restart, is the same answer
    await chat('POST', `${room}/messages`, said, { 'idempotency-key': `answer-${room_id}-${message.seq}` })
  }

  return {
    /** Handles what came after an event. @returns `after` of the next call */
    async step(after, self, wait = 30) {
      const { events, next } = await chat('GET', `/events?types=message.created&after=${after}&wait=${wait}`)
      for (const event of events) {
        await answer(event, self).catch((error) => {
          // a person took over while the model thought
          if (error.code !== 'handed_over') console.error(error.message)
        })
      }
      return next
    },
    /** From now on, until the process ends. */
    async run() {
      const { user_id } = await chat('GET', '/key')
      let after = (await chat('GET', '/events?limit=1')).newest
      console.log(`${user_id} answers at ${chatUrl}. Ctrl-C ends it.`)
      for (;;) {
        after = await this.step(after, user_id).catch(async (error) => {
          console.error(error.message)
          await new Promise((resolve) => setTimeout(resolve, 5_000))
          return after
        })
      }
    },
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const {
    CHAT_URL: chatUrl,
    BOT_KEY: botKey,
    MODEL_URL: modelUrl,
    MODEL_KEY: modelKey,
    MODEL: model,
    PROMPT: prompt,
  } = process.env
  for (const [name, value] of Object.entries({
    CHAT_URL: chatUrl,
    BOT_KEY: botKey,
    MODEL_URL: modelUrl,
    MODEL: model,
  })) {
    if (value) continue
    console.error(`${name} is missing`)
    process.exit(1)
  }
  if (!/^[\x21-\x7e]+$/.test(botKey)) {
    console.error('BOT_KEY is not a whole key: copy it when the dashboard shows it, where no part is replaced by “…”')
    process.exit(1)
  }
  const settings = { chatUrl, botKey, modelUrl, modelKey, model, ...(prompt && { prompt }) }
  await createBot(settings)
    .run()
    .catch((error) => {
      console.error(error.message)
      process.exit(1)
    })
}
