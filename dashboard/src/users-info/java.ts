import type { UsersInfoCode } from './language.ts'

export const java: UsersInfoCode = {
  id: 'java',
  fileName: 'ImbaChatUsers.java',
  code: ({ api_login, api_password }) => `import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

// In a servlet: call respond with the Authorization header and the parameter user_ids, and send its status and JSON.
public final class ImbaChatUsers {
    private static final String API_LOGIN = "${api_login}";
    private static final String API_PASSWORD = "${api_password}";

    public static final class User {
        public String id, name, avatarUrl, profileUrl;
    }

    public static final class Response {
        public int status;
        public String json;
    }

    // Your own code: returns a user for each of these ids that exists.
    public interface Finder {
        List<User> find(List<String> ids);
    }

    public static Response respond(String authorization, String userIds, Finder finder) {
        Response response = new Response();
        byte[] credentials = (API_LOGIN + ":" + API_PASSWORD).getBytes(UTF_8);
        String expected = "Basic " + Base64.getEncoder().encodeToString(credentials);
        byte[] given = (authorization == null ? "" : authorization).getBytes(UTF_8);
        if (!MessageDigest.isEqual(given, expected.getBytes(UTF_8))) {
            response.status = 401;
            response.json = "{\\"code\\":401,\\"error\\":\\"Authenticate required!\\"}";
            return response;
        }
        List<String> ids = new ArrayList<>();
        for (String id : (userIds == null ? "" : userIds).split(",")) if (!id.isEmpty()) ids.add(id);
        List<String> users = new ArrayList<>();
        for (User user : finder.find(ids)) {
            users.add("{\\"user_id\\":" + quote(user.id) + ",\\"name\\":" + quote(user.name)
                + ",\\"avatar_url\\":" + quote(user.avatarUrl) + ",\\"profile_url\\":" + quote(user.profileUrl) + "}");
        }
        response.status = 200;
        response.json = "[" + String.join(",", users) + "]";
        return response;
    }

    private static String quote(String text) {
        if (text == null) return "null";
        StringBuilder quoted = new StringBuilder("\\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\\\') quoted.append('\\\\').append(c);
            else if (c < ' ') quoted.append(String.format("\\\\u%04x", (int) c));
            else quoted.append(c);
        }
        return quoted.append('"').toString();
    }
}
`,
}
