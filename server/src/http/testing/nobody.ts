import type { SitePeople } from '../site-api/endpoint.ts'

/** For calls that concern no user's sessions. */
export const NOBODY: SitePeople = {
  endSessions: () => Promise.reject(new Error('no sessions are ended here')),
  eraseForSite: () => Promise.reject(new Error('nobody is erased here')),
}
