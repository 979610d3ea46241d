/**
 * Runs in each frame before its scripts: in its first answer, the page names a certificate that it does not have, so
 * that the other side refuses the connection.
 */
export function refusedOnce(): void {
  let made = 0
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    readonly #isRefused = made++ === 0
    override get localDescription(): RTCSessionDescription | null {
      const real = super.localDescription
      if (!real || !this.#isRefused) return real
      const sdp = real.sdp.replace(
        /^(a=fingerprint:\S+ )(..)/gm,
        (_, before, byte) => before + (byte === '00' ? '11' : '00'),
      )
      return new RTCSessionDescription({ type: real.type, sdp })
    }
  }
}
