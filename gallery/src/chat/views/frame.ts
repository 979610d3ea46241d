import type { ErrorBody } from '@imbachat/protocol'
import { otherUser } from '@imbachat/widget/chat/core/other-user.ts'
import { refusal, type Sample } from '../sample.ts'
import { chatView, EVERY_LOOK, PHONES } from '../view.ts'

const refused = (error: Omit<ErrorBody, 'message'>) => ({
  given: (sample: Sample) => {
    sample.state = { kind: 'refused', error: { message: 'sample', ...error } }
  },
})

const visitor = (sample: Sample) => {
  sample.me = null
  sample.rooms.clear()
}

export const closed = chatView('closed', {
  'not signed in': {
    given: (sample) => {
      visitor(sample)
      sample.settings.sign_in_url = `${location.origin}/sign-in`
    },
    looks: PHONES,
  },
  refused: refused({ code: 'token_signature' }),
  suspended: refused({ code: 'widget_suspended' }),
  banned: {
    ...refused({
      code: 'banned',
      restriction: { until: Date.UTC(2026, 2, 20), reason: 'Insults, after two warnings' },
    }),
    looks: PHONES,
  },
  erased: refused({ code: 'banned', restriction: { until: null, reason: '', erased: true } }),
  ended: { given: (sample) => Object.assign(sample, { state: { kind: 'closed' } }) },
  expired: { given: (sample) => Object.assign(sample, { state: { kind: 'expired' } }) },
  'waits for a token': { given: (sample) => Object.assign(sample, { state: { kind: 'waiting_for_token' } }) },
})

const publicRoom = (sample: Sample) => {
  visitor(sample)
  sample.room(2, { title: sample.t('Weekend market', 'سوق نهاية الأسبوع'), is_public: true, write_block: 'guest' })
  sample.page.room = { title: 'Weekend market', pipe: 'market', read: '' }
  sample.page.place = 'inline'
  sample.answers['room.open'] = () => ({ room: sample.summary(2), created: false })
}

export const guests = chatView('guests', {
  read: {
    given: (sample) => {
      publicRoom(sample)
      sample.settings.guests = 'read'
      sample.settings.sign_in_url = `${location.origin}/sign-in`
    },
    looks: EVERY_LOOK,
  },
  write: {
    given: (sample) => {
      publicRoom(sample)
      sample.settings.guests = 'write'
    },
    looks: PHONES,
  },
  error: {
    given: (sample) => {
      publicRoom(sample)
      sample.settings.guests = 'write'
      sample.refuses('words_refused', 'guest.enter')
    },
    async show({ write, press, sees }) {
      await write('.guest-form input', 'Admin')
      await press('Join chat')
      await sees('.request-bar .problem')
    },
  },
})

const oneRoom = (sample: Sample) => {
  sample.page.room = { title: sample.t('Weekend market', 'سوق نهاية الأسبوع'), pipe: 'market' }
  sample.page.place = 'inline'
  sample.answers['room.open'] = () => ({ room: sample.summary(2), created: false })
}

export const single = chatView('one room in a page', {
  filled: { given: oneRoom, looks: EVERY_LOOK },
  loading: {
    given: (sample) => {
      oneRoom(sample)
      sample.waits('room.open')
    },
  },
  error: {
    given: (sample) => {
      oneRoom(sample)
      sample.answers['room.open'] = () => Promise.reject(refusal('room_not_found'))
    },
  },
})

const called = (sample: Sample) =>
  sample.pageSays.push({ t: 'call', id: 1, call: { name: 'openDialog', given: '["olga"]' } })

export const opening = chatView('opening', {
  loading: {
    given: (sample) => {
      called(sample)
      sample.waits('dialog.open')
    },
  },
  error: {
    given: (sample) => {
      called(sample)
      sample.refuses('user_unknown', 'dialog.open')
    },
    looks: PHONES,
  },
})

export const around = chatView('around the chat', {
  'preview of a message': {
    given: (sample) => {
      const { events, say, messages, t } = sample
      sample.pageSays = [{ t: 'shown', shown: false }]
      const message = say(3, 'max', t('I will be five minutes late, start without me', 'سأتأخر خمس دقائق'), 0)
      // it comes after the list
      messages[3]?.pop()
      events.push({ t: 'message', room_id: 3, message })
    },
    show: async ({ sees }) => void (await sees('.preview-card')),
    looks: PHONES,
  },
  'window to drag': { given: ({ page }) => Object.assign(page, { draggable: true, resizable: true }) },
  warning: {
    given: ({ owns, now, t }) =>
      owns({
        kind: 'standing',
        mute: null,
        ban: null,
        warning: {
          warning_id: 'w',
          text: t('Please keep to the subject of the group.', 'التزم بموضوع المجموعة'),
          at: now,
        },
      }),
    looks: PHONES,
  },
  'link of another user': {
    given: (sample) => {
      visitor(sample)
      otherUser.value = () => {}
    },
    looks: PHONES,
  },
  brand: {
    given: ({ page }) => Object.assign(page, { brand: { accent: '#b4236b', title: 'Ask the harbour', radius: 4 } }),
  },
})
