import { z } from 'zod'

/** Languages that the server's mail is written in: those of the dashboard. */
export const MAIL_LANGUAGES = ['en', 'ru'] as const
export type MailLanguage = (typeof MAIL_LANGUAGES)[number]

export const mailLanguage = z.enum(MAIL_LANGUAGES).default('en').describe('of the mail')
