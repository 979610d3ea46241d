import { type BeforeSendQuestion, beforeSendQuestion } from '@imbachat/protocol/http/widget/before-send'

type Answer = (question: BeforeSendQuestion, request: Request) => unknown

/** A site's program that decides about messages. Every question is checked by its schema. */
export function startDecider() {
  const asked: BeforeSendQuestion[] = []
  const wrong: unknown[] = []
  let answer: Answer = () => ({ action: 'accept' })
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const given: unknown = await request.json()
      const read = beforeSendQuestion.safeParse(given)
      if (!read.success) {
        wrong.push(given)
        return new Response(read.error.message, { status: 400 })
      }
      asked.push(read.data)
      const answered = await answer(read.data, request)
      return answered instanceof Response ? answered : Response.json(answered)
    },
  })
  return {
    url: `http://127.0.0.1:${server.port}/check`,
    asked,
    /** questions that are not as described */
    wrong,
    /** what it answers from now on: an object as JSON, or a response */
    answers(next: Answer | object) {
      answer = typeof next === 'function' ? (next as Answer) : () => next
    },
    stop: () => server.stop(true),
  }
}

export type Decider = ReturnType<typeof startDecider>
