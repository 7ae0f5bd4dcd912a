package org.nbdscript.cli;

import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Brings what the JDK and libraries log by {@link System.Logger} among the messages of the run. Only what they log as
 * information or graver is shown, as by the JDK's own loggers.
 *
 * <p>The JDK asks for a logger whenever it starts a process or ends this one. Without this class it would open all jars
 * to look for one, and load {@code java.util.logging}, which takes longer than the rest of a start.
 */
public final class SystemLoggers extends System.LoggerFinder {
    private static volatile @Nullable MessageLog log;

    /** One to be found by {@code ServiceLoader}. */
    public SystemLoggers() {}

    /** Says where messages go from now on; to standard error until this is said. */
    static void writeTo(MessageLog messages) {
        log = messages;
    }

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new ToMessageLog(name);
    }

    /**
     * Is found after the other, and is never used. The JDK, which has taken the first, looks whether there is a second:
     * it finds this one beside the first, and need not look in the jars that follow.
     */
    public static final class Second extends System.LoggerFinder {
        /** One to be found by {@code ServiceLoader}. */
        public Second() {}

        @Override
        public System.Logger getLogger(String name, Module module) {
            return new ToMessageLog(name);
        }
    }

    private record ToMessageLog(String name) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return level.compareTo(Level.INFO) >= 0 && level != Level.OFF;
        }

        @Override
        public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
            String text = name + ": " + translated(bundle, message);
            write(level, thrown == null ? text : text + ": " + FailureText.of(thrown));
        }

        @Override
        public void log(
                Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object @Nullable ... arguments) {
            String text = translated(bundle, format);
            boolean isPattern = arguments != null && arguments.length > 0;
            write(level, name + ": " + (isPattern ? MessageFormat.format(text, arguments) : text));
        }

        private static String translated(@Nullable ResourceBundle bundle, String message) {
            try {
                return bundle == null ? message : bundle.getString(message);
            } catch (MissingResourceException e) {
                return message;
            }
        }

        private void write(Level level, String message) {
            MessageLog known = log;
            MessageLog messages = known == null ? MessageLog.ofStandardError() : known;
            if (isLoggable(level)) {
                switch (level) {
                    case ERROR -> messages.error(message);
                    case WARNING -> messages.warn(message);
                    default -> messages.print(message);
                }
            }
        }
    }
}
