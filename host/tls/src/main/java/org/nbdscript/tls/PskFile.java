package org.nbdscript.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The users and keys of a file as GnuTLS and its {@code psktool} have them: a line {@code user:hexkey} each. A name
 * that is not printable is written {@code #hex:hexkey}; other lines that begin with {@code #}, and empty ones, are
 * ignored.
 */
final class PskFile {
    private final Path path;
    private final Map<String, byte[]> keys = new LinkedHashMap<>();

    private PskFile(Path path) {
        this.path = path;
    }

    /** Reads a file with one user at least. Messages do not show keys. */
    static PskFile read(Path path) throws CredentialsException {
        PskFile file = new PskFile(path);
        List<String> lines = lines(path);
        for (int i = 0; i < lines.size(); i++) {
            file.add(lines.get(i).strip(), path + ":" + (i + 1));
        }
        if (file.keys.isEmpty()) {
            throw new CredentialsException(path + ": expected a line user:hexkey for each user, found none");
        }
        return file;
    }

    private static List<String> lines(Path path) throws CredentialsException {
        try {
            return Files.readAllLines(path, StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            throw new CredentialsException(path + ": there is no such file", e);
        } catch (IOException e) {
            throw new CredentialsException(path + ": cannot be read: " + e, e);
        }
    }

    private void add(String line, String place) throws CredentialsException {
        int colon = line.lastIndexOf(':');
        boolean isHexName = line.startsWith("#");
        if (line.isEmpty() || (isHexName && !line.matches("#(?:[0-9A-Fa-f]{2})+:[0-9A-Fa-f]+"))) {
            return;
        }
        if (colon < 1) {
            throw new CredentialsException(place + ": expected user:hexkey, got a line without a user or a colon");
        }
        String name = line.substring(0, colon);
        String user = isHexName ? new String(HexFormat.of().parseHex(name.substring(1)), StandardCharsets.UTF_8) : name;
        String key = line.substring(colon + 1);
        if (!key.matches("(?:[0-9A-Fa-f]{2})+")) {
            throw new CredentialsException(
                    place + ": the key of " + user + " is not hexadecimal: expected pairs of the digits 0 to f");
        }
        if (keys.put(user, HexFormat.of().parseHex(key)) != null) {
            throw new CredentialsException(place + ": user " + user + " has a key already");
        }
    }

    Path path() {
        return path;
    }

    /** The user of the first line. */
    String firstUser() {
        return keys.keySet().iterator().next();
    }

    /** All users, in the file's order. */
    Set<String> users() {
        return Collections.unmodifiableSet(keys.keySet());
    }

    /** A user's key; null if there is no such user. */
    byte @Nullable [] key(String user) {
        byte[] key = keys.get(user);
        return key == null ? null : key.clone();
    }
}
