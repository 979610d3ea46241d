import ipaddr from 'ipaddr.js'

/** RFC 8489, section 5. */
const HEADER = 20
const COOKIE = 0x2112a442
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const XOR_MAPPED_ADDRESS = 0x0020
/** A receiver must understand attributes with lower numbers. */
const OPTIONAL_FROM = 0x8000
/** A request of a browser has 20 bytes, or some more for its name. */
const LONGEST = 256

/**
 * The answer to a binding request: the address that it came from. Anything else gets no answer, and no answer is longer
 * than 44 bytes, so that nobody can turn this port against a third one.
 */
export function answerTo(request: Buffer, address: string, port: number): Buffer | null {
  if (!isBindingRequest(request)) return null
  const transaction = request.subarray(4, HEADER)
  const bytes = Buffer.from(ipaddr.process(address).toByteArray())
  const answer = Buffer.alloc(HEADER + 8 + bytes.length)
  answer.writeUInt16BE(BINDING_SUCCESS, 0)
  answer.writeUInt16BE(8 + bytes.length, 2)
  transaction.copy(answer, 4)
  answer.writeUInt16BE(XOR_MAPPED_ADDRESS, HEADER)
  answer.writeUInt16BE(4 + bytes.length, HEADER + 2)
  answer.writeUInt8(bytes.length === 4 ? 1 : 2, HEADER + 5)
  answer.writeUInt16BE(port ^ (COOKIE >>> 16), HEADER + 6)
  for (const [at, byte] of bytes.entries()) answer.writeUInt8(byte ^ (transaction[at] ?? 0), HEADER + 8 + at)
  return answer
}

/** A request as a client of STUN sends it, without anything that has to be understood. */
function isBindingRequest(request: Buffer): boolean {
  const { length } = request
  if (length < HEADER || length > LONGEST || length % 4 !== 0) return false
  if (request.readUInt16BE(0) !== BINDING_REQUEST || request.readUInt16BE(2) !== length - HEADER) return false
  if (request.readUInt32BE(4) !== COOKIE) return false
  let at = HEADER
  while (at < length) {
    const size = request.readUInt16BE(at + 2)
    if (request.readUInt16BE(at) < OPTIONAL_FROM) return false
    at += 4 + Math.ceil(size / 4) * 4
  }
  return at === length
}

/** A binding request of a client. */
export function bindingRequest(transaction: Buffer): Buffer {
  const request = Buffer.alloc(HEADER)
  request.writeUInt16BE(BINDING_REQUEST, 0)
  request.writeUInt32BE(COOKIE, 4)
  transaction.copy(request, 8, 0, 12)
  return request
}

/** Reads the mapped address from the response to `request`; null if `answer` belongs to another request. */
export function addressIn(answer: Buffer, request: Buffer): { address: string; port: number } | null {
  if (answer.length < HEADER + 12 || answer.readUInt16BE(0) !== BINDING_SUCCESS) return null
  if (!answer.subarray(4, HEADER).equals(request.subarray(4, HEADER))) return null
  for (let at = HEADER; at + 4 <= answer.length; at += 4 + Math.ceil(answer.readUInt16BE(at + 2) / 4) * 4) {
    if (answer.readUInt16BE(at) !== XOR_MAPPED_ADDRESS) continue
    const size = answer.readUInt16BE(at + 2) - 4
    if ((size !== 4 && size !== 16) || at + 8 + size > answer.length) return null
    const bytes = answer.subarray(at + 8, at + 8 + size).map((byte, index) => byte ^ (answer[4 + index] ?? 0))
    const port = answer.readUInt16BE(at + 6) ^ (COOKIE >>> 16)
    return { address: ipaddr.fromByteArray([...bytes]).toString(), port }
  }
  return null
}
