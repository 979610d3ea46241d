import type { GroupsCatalog } from '../en/groups.ts'

export const arGroups: GroupsCatalog = {
  whoJoins: 'من يمكنه الانضمام',
  joinKinds: { anyone: 'الجميع', request: 'بطلب', invitation: 'بدعوة' },
  joinHints: {
    anyone: 'يمكن للجميع في هذا الموقع العثور عليها وقراءتها والانضمام إليها.',
    request: 'يمكن للجميع في هذا الموقع العثور عليها وطلب الانضمام. القرار للمشرفين.',
    invitation: 'لا يمكن لأحد العثور عليها. يُضاف الأعضاء أو ينضمون برابط دعوة.',
  },
  groupKinds: { anyone: 'عامة', request: 'الانضمام بطلب' },

  addPicture: 'إضافة صورة',
  changePicture: 'تغيير الصورة',
  removePicture: 'إزالة',
  cropPicture: 'صورة المجموعة',
  cropHint: 'اسحب الصورة أو حرّكها بأسهم لوحة المفاتيح',
  cropZoom: 'تكبير',
  cropDone: 'تم',

  askToJoin: 'طلب الانضمام',
  askToJoinRoom: 'طلب الانضمام إلى %s',
  askNote: 'رسالة (اختياري)',
  askHint: 'سيرى المشرفون طلبك. يمكنك القراءة والكتابة بعد قبوله.',
  askSend: 'إرسال الطلب',
  askSent: 'أُرسل الطلب',
  askSentHint: 'ستصبح عضوًا فور قبول أحد المشرفين.',
  askCancel: 'إلغاء الطلب',
  askDeclined: 'رُفض الطلب',
  askAgain: 'يمكنك الطلب مجددًا بعد %s.',
  ownAsks: 'طلباتك',
  showAsk: '%s: طلبك',

  joinRequests: 'طلبات الانضمام',
  joinRequestCount: {
    one: 'طلب انضمام واحد',
    two: 'طلبا انضمام',
    few: '# طلبات انضمام',
    many: '# طلب انضمام',
    other: '# طلب انضمام',
  },
  noJoinRequests: 'لا توجد طلبات الآن',
  acceptAll: 'قبول الكل',
  acceptAllQuestion: {
    one: 'قبول شخص واحد؟',
    two: 'قبول شخصين؟',
    few: 'قبول # أشخاص؟',
    many: 'قبول # شخصًا؟',
    other: 'قبول # شخص؟',
  },
  acceptPerson: 'قبول %s',
  declinePerson: 'رفض %s',
  asksFull: 'عضو في محادثات كثيرة ولا يمكنه الانضمام إلى أخرى.',

  inviteApproval: 'يوافق المشرفون على كل شخص',
  inviteApproved: 'بموافقة',
  inviteStopped: 'متوقف: لم يعد من أنشأه مشرفًا',
}
