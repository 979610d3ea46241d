import { pageSnippet, type SigningLanguage } from './language.ts'

export const python: SigningLanguage = {
  id: 'python',
  label: 'Python',
  fileName: 'imbachat.py',
  sign: ({ secretKey }) => `import base64
import hashlib
import hmac
import json
import re
import time

IMBACHAT_SECRET_KEY = "${secretKey}"


def get_jwt(user_id, secret_key, seconds):
    # A numeric id goes into the token as an integer, any other as a string.
    text = str(user_id)
    claim = int(text) if re.fullmatch("0|[1-9][0-9]{0,14}", text) else text

    def encode(data):
        return base64.urlsafe_b64encode(data).rstrip(b"=")

    header = encode(json.dumps({"typ": "JWT", "alg": "HS256"}).encode())
    now = int(time.time())
    payload = encode(json.dumps({"iat": now, "exp": now + seconds, "user_id": claim}).encode())
    signed = header + b"." + payload
    signature = encode(hmac.new(secret_key.encode(), signed, hashlib.sha256).digest())
    return (signed + b"." + signature).decode()
`,
  embed: ({ scriptUrl }) => `# In the view, for the user who asked for the page:
#   context["chat_token"] = get_jwt(request.user.id, IMBACHAT_SECRET_KEY, 3600)
# In the template (Django, Jinja), before </body>:

${pageSnippet(scriptUrl, `token: "{{ chat_token }}"`)}
`,
}
