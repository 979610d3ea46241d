// The process that forwards media, with a library that finds each page gone at the moment at which it is asked about
// it, or says something to it. Two threads run there, so nothing makes that moment happen but chance.
import ndc, { type DataChannel, type PeerConnection } from 'node-datachannel'

const Native = ndc.PeerConnection

function gone(name: string): never {
  process.stderr.write(`${name} of a page that is gone\n`)
  throw new Error('the page is gone')
}

/** As it is, but for these methods. */
const withOther = <Of extends object>(one: Of, other: Partial<Of>): Of =>
  new Proxy(one, {
    get(_, name) {
      if (name in other) return other[name as keyof Of]
      const value: unknown = one[name as keyof Of]
      return typeof value === 'function' ? value.bind(one) : value
    },
  })

function leaving(pc: PeerConnection): PeerConnection {
  return withOther(pc, {
    getSelectedCandidatePair: () => gone('address'),
    createDataChannel: (...given): DataChannel =>
      withOther(pc.createDataChannel(...given), { sendMessage: () => gone('channel') }),
  })
}

ndc.PeerConnection = function open(...given: ConstructorParameters<typeof Native>) {
  return leaving(new Native(...given))
} as unknown as typeof Native
await import('../sfu-child.ts')
