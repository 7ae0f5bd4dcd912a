package org.nbdscript.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The blocks of a PEM file (RFC 7468), in their order; text around them is ignored.
 *
 * @param path the file
 * @param blocks at least one
 */
record PemFile(Path path, List<Block> blocks) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /**
     * One block.
     *
     * @param label such as {@code CERTIFICATE}
     * @param line of the file where it begins, from 1 on
     * @param content decoded
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, by whoever decodes it; never compared
    record Block(String label, int line, byte[] content) {}

    /** Reads a file. */
    static PemFile read(Path path) throws CredentialsException {
        String text = text(path);
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(text);
        while (matcher.find()) {
            int line = 1
                    + (int) text.substring(0, matcher.start())
                            .chars()
                            .filter(character -> character == '\n')
                            .count();
            blocks.add(new Block(matcher.group(1), line, decode(path, line, matcher.group(2))));
        }
        if (blocks.isEmpty()) {
            throw new CredentialsException(path + ": expected PEM, a block that begins with -----BEGIN, found none");
        }
        return new PemFile(path, blocks);
    }

    private static String text(Path path) throws CredentialsException {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw new CredentialsException(path + ": there is no such file", e);
        } catch (IOException e) {
            throw new CredentialsException(path + ": cannot be read: " + e, e);
        }
    }

    private static byte[] decode(Path path, int line, String base64) throws CredentialsException {
        // Headers of old encrypted keys, such as Proc-Type, are no Base64.
        if (base64.contains(":")) {
            throw new CredentialsException(path + ":" + line
                    + ": the key is encrypted; decrypt it first, for example by:" + " openssl pkey -in " + path);
        }
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new CredentialsException(path + ":" + line + ": this block is not Base64: " + e.getMessage(), e);
        }
    }

    /** Where a block is, for messages. */
    String place(Block block) {
        return path + ":" + block.line();
    }
}
