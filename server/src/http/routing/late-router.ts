import { healthRoutes } from '../health.ts'
import { pageRoutes } from '../page/index.ts'
import { pageDeps } from '../page/page-deps.ts'
import type { RouterDeps } from '../router.ts'
import { bareRouter, type Router } from './bare-router.ts'

/** Requests of sites' pages and load balancers. */
const FROM_THE_START = /^\/(health|ready)$|^\/imbachat\/(v1\/\d+\/(widget|frame|chat)|assets\/[^/]+)$/

/**
 * The routes of pages are there from the start. All others, of the dashboard and of sites' servers, come with the first
 * request for one of them: a server that only chats does not need their thousands of schemas.
 * @param make makes the router of all routes; it is made again if that fails
 */
export function createLateRouter(deps: RouterDeps, make = makeRouter): Pick<Router, 'fetch'> {
  const pages = bareRouter(deps)
  healthRoutes(pages, deps)
  pages.route('/', pageRoutes(pageDeps(deps)))
  let whole: Promise<Router> | undefined

  function made(): Promise<Router> {
    whole ??= make(deps).catch((error: unknown) => {
      whole = undefined
      throw error
    })
    return whole
  }

  return {
    fetch(request, env) {
      if (FROM_THE_START.test(new URL(request.url).pathname)) return pages.fetch(request, env)
      return made().then((router) => router.fetch(request, env))
    },
  }
}

async function makeRouter(deps: RouterDeps): Promise<Router> {
  const { createRouter } = await import('../router.ts')
  return createRouter(deps)
}
