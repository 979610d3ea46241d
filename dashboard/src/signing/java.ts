import { type SigningLanguage, scriptWith } from './language.ts'

export const java: SigningLanguage = {
  id: 'java',
  label: 'Java',
  fileName: 'ImbaChatToken.java',
  sign: ({ secretKey }) => `import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class ImbaChatToken {
    public static final String SECRET_KEY = "${secretKey}";

    public static String getJWT(String userId, String secretKey, long seconds) throws GeneralSecurityException {
        String id = '"' + userId.replace("\\\\", "\\\\\\\\").replace("\\"", "\\\\\\"") + '"';
        long now = System.currentTimeMillis() / 1000;

        String header = encode("{\\"typ\\":\\"JWT\\",\\"alg\\":\\"HS256\\"}".getBytes(UTF_8));
        String claims = "{\\"iat\\":" + now + ",\\"exp\\":" + (now + seconds) + ",\\"user_id\\":" + id + "}";
        String payload = encode(claims.getBytes(UTF_8));
        String signed = header + "." + payload;
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secretKey.getBytes(UTF_8), "HmacSHA256"));
        return signed + "." + encode(mac.doFinal(signed.getBytes(UTF_8)));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
`,
  embed: ({ scriptUrl }) => `<%-- JSP; userId is the user who asked for the page. Put it before </body>. --%>
${scriptWith(scriptUrl, `{ token: '<%= ImbaChatToken.getJWT(userId, ImbaChatToken.SECRET_KEY, 3600) %>' }`)}
`,
}
