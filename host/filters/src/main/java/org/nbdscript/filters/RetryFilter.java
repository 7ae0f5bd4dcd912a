package org.nbdscript.filters;

import java.time.Duration;
import org.nbdscript.api.Disk;
import org.nbdscript.api.Filter;
import org.nbdscript.api.Next;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.ParameterValues;
import org.nbdscript.api.ThreadModel;

/** Opens what lies below again when a request fails. */
public final class RetryFilter implements Filter {
    private static final int MOST_RETRIES = 1000;

    private long retries;
    private Duration delay = Duration.ZERO;
    private boolean isExponential;
    private boolean reopensReadOnly;

    @Override
    public String name() {
        return "retry";
    }

    @Override
    public String description() {
        return "Opens the disk anew when a request fails, and makes the request again.";
    }

    @Override
    public ParameterSchema parameters() {
        return ParameterSchema.of(
                Parameter.builder("retries", ParameterType.INT)
                        .range(0, MOST_RETRIES)
                        .defaultText("5")
                        .help("how often a request is made again")
                        .build(),
                Parameter.builder("retry-delay", ParameterType.DURATION)
                        .range(0, Long.MAX_VALUE)
                        .defaultText("2s")
                        .help("how long to wait before")
                        .build(),
                Parameter.builder("retry-exponential", ParameterType.BOOL)
                        .defaultText("true")
                        .help("whether each wait is twice as long as the one before")
                        .build(),
                Parameter.builder("retry-readonly", ParameterType.BOOL)
                        .defaultText("false")
                        .help("whether the disk is opened read-only after the first failure")
                        .build());
    }

    @Override
    public void configure(ParameterValues values) {
        retries = values.getLong("retries");
        delay = values.getDuration("retry-delay");
        isExponential = values.getBoolean("retry-exponential");
        reopensReadOnly = values.getBoolean("retry-readonly");
    }

    /** A disk cannot be closed and opened again while another request uses it. */
    @Override
    public ThreadModel threadModel() {
        return ThreadModel.SERIALIZE_REQUESTS;
    }

    long retries() {
        return retries;
    }

    boolean reopensReadOnly() {
        return reopensReadOnly;
    }

    /** How long to wait before an attempt, counted from 0. */
    Duration delay(long attempt) {
        return isExponential ? delay.multipliedBy(1L << Math.min(attempt, 20)) : delay;
    }

    @Override
    public Disk open(OpenContext context, Next next) {
        return new RetryDisk(this, context, next);
    }
}
