import { type SigningLanguage, scriptWith } from './language.ts'

export const csharp: SigningLanguage = {
  id: 'csharp',
  label: 'C#',
  fileName: 'ImbaChatToken.cs',
  sign: ({ secretKey }) => `using System;
using System.Security.Cryptography;
using System.Text;
using System.Web;

public static class ImbaChatToken
{
    public const string SecretKey = "${secretKey}";

    public static string GetJWT(string userId, string secretKey, int seconds)
    {
        var id = HttpUtility.JavaScriptStringEncode(userId, true);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();

        var header = Encode(Encoding.UTF8.GetBytes("{\\"typ\\":\\"JWT\\",\\"alg\\":\\"HS256\\"}"));
        var claims = "{\\"iat\\":" + now + ",\\"exp\\":" + (now + seconds) + ",\\"user_id\\":" + id + "}";
        var payload = Encode(Encoding.UTF8.GetBytes(claims));
        var signed = header + "." + payload;
        using (var hmac = new HMACSHA256(Encoding.UTF8.GetBytes(secretKey)))
        {
            return signed + "." + Encode(hmac.ComputeHash(Encoding.ASCII.GetBytes(signed)));
        }
    }

    private static string Encode(byte[] bytes)
    {
        return Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');
    }
}
`,
  embed: ({ scriptUrl }) => `@* Razor; userId is the user who asked for the page. Put it before </body>. *@
${scriptWith(scriptUrl, `{ token: '@ImbaChatToken.GetJWT(userId, ImbaChatToken.SecretKey, 3600)' }`)}
`,
}
