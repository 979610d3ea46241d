import type { Language } from '@imbachat/protocol/phrases/languages'

/** Why an answer by mail is not in the chat. */
export type RefusedReply =
  | { why: 'off' | 'expired' | 'several' | 'empty' | 'gone' | 'not_allowed' | 'refused' | 'later' | 'long' }
  | { why: 'files'; files: string[] }

/** `{site}`, `{from}` and `{files}` are filled in. */
interface Words {
  refused_subject: string
  refused: Record<RefusedReply['why'], string>
  /** below each reason but that about files */
  in_chat: string
  held_subject: string
  held: string
  held_button: string
  held_ignore: string
  page: { title: string; ask: string; send: string; drop: string; sent: string; dropped: string; failed: string }
}

export const REPLY_WORDS: Record<Language, Words> = {
  en: {
    refused_subject: 'Your reply to {site} was not sent',
    refused: {
      off: 'Replies by email are turned off on {site}.',
      expired: 'The email that you replied to is too old.',
      several: 'That email was about several chats. Use the “Reply by email” link below one of them.',
      empty: 'We found no text of yours in your reply. Write it above the quoted email.',
      gone: 'You are no longer in this chat, or it was deleted.',
      not_allowed: 'You cannot write in this chat right now.',
      refused: 'The rules of the chat do not allow this text.',
      later: 'You have sent many messages in a short time. Please send it again later.',
      long: 'Your reply is too long for a message.',
      files: 'These files were not sent, since the chat does not accept them: {files}',
    },
    in_chat: 'You can always reply in the chat on {site}.',
    held_subject: 'Did you reply to {site}?',
    held:
      'A reply to one of your chats on {site} came from {from}. We cannot be sure that you wrote it, so nobody has ' +
      'seen it yet.',
    held_button: 'View the reply',
    held_ignore: 'If it wasn’t you, ignore this email: the reply is deleted in a few days.',
    page: {
      title: 'Reply by email',
      ask: 'Did you write this?',
      send: 'Yes, send it',
      drop: 'No, delete it',
      sent: 'Your reply has been sent.',
      dropped: 'The reply has been deleted.',
      failed: 'The reply could not be sent. Please write it in the chat.',
    },
  },
  ru: {
    refused_subject: 'Ваш ответ на {site} не отправлен',
    refused: {
      off: 'На {site} нельзя отвечать по почте.',
      expired: 'Письмо, на которое вы ответили, слишком старое.',
      several: 'То письмо было о нескольких чатах. Нажмите «Ответить по почте» под нужным.',
      empty: 'В вашем ответе нет текста. Напишите его над цитатой.',
      gone: 'Вы больше не состоите в этом чате, или он удалён.',
      not_allowed: 'Сейчас вы не можете писать в этот чат.',
      refused: 'Правила чата не разрешают такой текст.',
      later: 'Вы отправили много сообщений подряд. Попробуйте ещё раз позже.',
      long: 'Ответ слишком длинный для сообщения.',
      files: 'Эти файлы не отправлены, потому что чат их не принимает: {files}',
    },
    in_chat: 'Ответить всегда можно в чате на {site}.',
    held_subject: 'Это вы ответили на {site}?',
    held:
      'Ответ в один из ваших чатов на {site} пришёл с адреса {from}. Мы не уверены, что его написали вы, поэтому ' +
      'его пока никто не видел.',
    held_button: 'Посмотреть ответ',
    held_ignore: 'Если это не вы, ничего не делайте: через несколько дней ответ будет удалён.',
    page: {
      title: 'Ответ по почте',
      ask: 'Это написали вы?',
      send: 'Да, отправить',
      drop: 'Нет, удалить',
      sent: 'Ответ отправлен.',
      dropped: 'Ответ удалён.',
      failed: 'Не удалось отправить ответ. Напишите его в чате.',
    },
  },
  ar: {
    refused_subject: 'لم يُرسل ردك إلى {site}',
    refused: {
      off: 'الرد عبر البريد الإلكتروني معطّل في {site}.',
      expired: 'رسالة البريد التي رددت عليها قديمة جدًا.',
      several: 'كانت رسالة البريد تلك تتعلق بعدة محادثات. استخدم رابط «الرد عبر البريد» أسفل إحداها.',
      empty: 'لم نجد نصًا في ردك. اكتبه فوق الرسالة المقتبسة.',
      gone: 'لم تعد في هذه المحادثة، أو تم حذفها.',
      not_allowed: 'لا يمكنك الكتابة في هذه المحادثة الآن.',
      refused: 'قواعد الدردشة لا تسمح بهذا النص.',
      later: 'أرسلت رسائل كثيرة في وقت قصير. يُرجى المحاولة لاحقًا.',
      long: 'ردك أطول من الحد المسموح به للرسالة.',
      files: 'لم تُرسل هذه الملفات لأن الدردشة لا تقبلها: {files}',
    },
    in_chat: 'يمكنك الرد دائمًا في الدردشة على {site}.',
    held_subject: 'هل رددت على {site}؟',
    held: 'وصل رد على إحدى محادثاتك في {site} من {from}. لسنا متأكدين من أنك كتبته، لذلك لم يره أحد بعد.',
    held_button: 'عرض الرد',
    held_ignore: 'إن لم تكن أنت، فتجاهل هذه الرسالة: سيُحذف الرد خلال أيام.',
    page: {
      title: 'الرد عبر البريد',
      ask: 'هل كتبت هذا؟',
      send: 'نعم، أرسله',
      drop: 'لا، احذفه',
      sent: 'تم إرسال ردك.',
      dropped: 'تم حذف الرد.',
      failed: 'تعذر إرسال الرد. يُرجى كتابته في الدردشة.',
    },
  },
  de: {
    refused_subject: 'Ihre Antwort an {site} wurde nicht gesendet',
    refused: {
      off: 'Antworten per E-Mail sind auf {site} ausgeschaltet.',
      expired: 'Die E-Mail, auf die Sie geantwortet haben, ist zu alt.',
      several:
        'In dieser E-Mail ging es um mehrere Chats. Benutzen Sie den Link „Per E-Mail antworten“ unter einem davon.',
      empty: 'Ihre Antwort enthält keinen Text. Schreiben Sie ihn über die zitierte E-Mail.',
      gone: 'Sie sind nicht mehr in diesem Chat, oder er wurde gelöscht.',
      not_allowed: 'Sie können in diesem Chat zurzeit nicht schreiben.',
      refused: 'Die Regeln des Chats erlauben diesen Text nicht.',
      later: 'Sie haben in kurzer Zeit viele Nachrichten gesendet. Bitte versuchen Sie es später noch einmal.',
      long: 'Ihre Antwort ist zu lang für eine Nachricht.',
      files: 'Diese Dateien wurden nicht gesendet, weil der Chat sie nicht annimmt: {files}',
    },
    in_chat: 'Im Chat auf {site} können Sie jederzeit antworten.',
    held_subject: 'Haben Sie {site} geantwortet?',
    held:
      'Eine Antwort auf einen Ihrer Chats auf {site} kam von {from}. Wir sind nicht sicher, dass Sie sie geschrieben ' +
      'haben. Deshalb hat sie noch niemand gesehen.',
    held_button: 'Antwort ansehen',
    held_ignore: 'Wenn Sie das nicht waren, tun Sie nichts: Die Antwort wird in einigen Tagen gelöscht.',
    page: {
      title: 'Antwort per E-Mail',
      ask: 'Haben Sie das geschrieben?',
      send: 'Ja, senden',
      drop: 'Nein, löschen',
      sent: 'Ihre Antwort wurde gesendet.',
      dropped: 'Die Antwort wurde gelöscht.',
      failed: 'Die Antwort konnte nicht gesendet werden. Bitte schreiben Sie sie im Chat.',
    },
  },
  es: {
    refused_subject: 'Tu respuesta a {site} no se envió',
    refused: {
      off: 'Las respuestas por correo están desactivadas en {site}.',
      expired: 'El correo al que respondiste es demasiado antiguo.',
      several: 'Ese correo trataba de varios chats. Usa el enlace «Responder por correo» de uno de ellos.',
      empty: 'No encontramos texto en tu respuesta. Escríbelo encima del correo citado.',
      gone: 'Ya no estás en este chat, o se eliminó.',
      not_allowed: 'Ahora no puedes escribir en este chat.',
      refused: 'Las normas del chat no permiten este texto.',
      later: 'Enviaste muchos mensajes en poco tiempo. Inténtalo de nuevo más tarde.',
      long: 'Tu respuesta es demasiado larga para un mensaje.',
      files: 'Estos archivos no se enviaron porque el chat no los acepta: {files}',
    },
    in_chat: 'Siempre puedes responder en el chat de {site}.',
    held_subject: '¿Respondiste a {site}?',
    held:
      'Llegó de {from} una respuesta a uno de tus chats en {site}. No podemos estar seguros de que la escribiste ' +
      'tú, así que nadie la vio todavía.',
    held_button: 'Ver la respuesta',
    held_ignore: 'Si no fuiste tú, ignora este correo: la respuesta se eliminará en unos días.',
    page: {
      title: 'Respuesta por correo',
      ask: '¿Escribiste esto?',
      send: 'Sí, enviar',
      drop: 'No, eliminar',
      sent: 'Tu respuesta se envió.',
      dropped: 'La respuesta se eliminó.',
      failed: 'No se pudo enviar la respuesta. Escríbela en el chat.',
    },
  },
  fr: {
    refused_subject: 'Votre réponse à {site} n’a pas été envoyée',
    refused: {
      off: 'Les réponses par e-mail sont désactivées sur {site}.',
      expired: 'L’e-mail auquel vous avez répondu est trop ancien.',
      several:
        'Cet e-mail concernait plusieurs discussions. Utilisez le lien « Répondre par e-mail » sous l’une d’elles.',
      empty: 'Votre réponse ne contient aucun texte. Écrivez-le au-dessus de l’e-mail cité.',
      gone: 'Vous n’êtes plus dans cette discussion, ou elle a été supprimée.',
      not_allowed: 'Vous ne pouvez pas écrire dans cette discussion pour le moment.',
      refused: 'Les règles du chat n’autorisent pas ce texte.',
      later: 'Vous avez envoyé beaucoup de messages en peu de temps. Réessayez plus tard.',
      long: 'Votre réponse est trop longue pour un message.',
      files: 'Ces fichiers n’ont pas été envoyés, car le chat ne les accepte pas : {files}',
    },
    in_chat: 'Vous pouvez toujours répondre dans le chat sur {site}.',
    held_subject: 'Avez-vous répondu à {site} ?',
    held:
      'Une réponse à l’une de vos discussions sur {site} est arrivée de {from}. Nous ne sommes pas sûrs que vous ' +
      'l’ayez écrite : personne ne l’a encore vue.',
    held_button: 'Voir la réponse',
    held_ignore: 'Si ce n’était pas vous, ignorez cet e-mail : la réponse sera supprimée dans quelques jours.',
    page: {
      title: 'Réponse par e-mail',
      ask: 'Avez-vous écrit ceci ?',
      send: 'Oui, envoyer',
      drop: 'Non, supprimer',
      sent: 'Votre réponse a été envoyée.',
      dropped: 'La réponse a été supprimée.',
      failed: 'La réponse n’a pas pu être envoyée. Écrivez-la dans le chat.',
    },
  },
}
