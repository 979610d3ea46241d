import type { DemoWidget } from './demo-widget.ts'
import { LAMP } from './lamp.ts'

/** Sends a card with buttons to each demo person, as a site's own server would after a reservation. */
export async function sendWelcomeCards(chatUrl: string, siteUrl: string, { id, secretKey }: DemoWidget): Promise<void> {
  for (const buyer of [2, 3]) {
    await fetch(`${chatUrl}/imbachat/v2/${id}/send_msg`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Basic ${btoa(`${id}:${secretKey}`)}` },
      body: JSON.stringify({
        user_id: 1,
        to_user_id: buyer,
        uuid: `lamp-reserved-${buyer}`,
        message: 'The lamp is yours until Friday. Shall I send it, or will you pick it up?',
        card: {
          title: 'Ship’s lamp, € 35',
          picture: `${siteUrl}${LAMP}`,
          buttons: [
            { id: 'send', label: 'Please send it', style: 'primary' },
            { id: 'pick-up', label: 'I’ll pick it up' },
            { id: 'page', type: 'url', label: 'See the lamp', url: `${siteUrl}/item/guest/lamp` },
          ],
          after_press: 'lock',
        },
      }),
    })
  }
}
