package org.nbdscript.benchmarks;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.nbdscript.protocol.ProtocolException;
import org.nbdscript.protocol.handshake.InfoType;
import org.nbdscript.protocol.handshake.OptionDecoder;
import org.nbdscript.protocol.handshake.OptionRequest;
import org.nbdscript.protocol.handshake.OptionRequestCodec;
import org.nbdscript.protocol.transmission.CommandFlags;
import org.nbdscript.protocol.transmission.NbdCommand;
import org.nbdscript.protocol.transmission.RequestHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** What reading a message of the client takes, once it has arrived. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class DecoderBenchmark {
    private final ByteBuffer request = ByteBuffer.allocateDirect(RequestHeader.SIZE);
    private final ByteBuffer option =
            OptionRequestCodec.encode(new OptionRequest.Go("export", EnumSet.of(InfoType.BLOCK_SIZE)));
    private final OptionDecoder optionDecoder = new OptionDecoder();

    /** Writes the request that is read. */
    public DecoderBenchmark() {
        RequestHeader.encode(request, 0, NbdCommand.READ.code(), 1, 4096, 4096);
        request.flip();
    }

    /** All fields of a compact request header. */
    @Benchmark
    public void requestHeader(Blackhole blackhole) throws ProtocolException {
        blackhole.consume(RequestHeader.hasArrived(request));
        blackhole.consume(CommandFlags.of(RequestHeader.flags(request, 0)));
        blackhole.consume(NbdCommand.byCode(RequestHeader.type(request, 0)));
        blackhole.consume(RequestHeader.cookie(request, 0));
        blackhole.consume(RequestHeader.offset(request, 0));
        blackhole.consume(RequestHeader.length(request, 0));
    }

    /** A GO option with an export's name and one kind of information. */
    @Benchmark
    public OptionRequest option() throws ProtocolException {
        return Objects.requireNonNull(optionDecoder.decode(option.rewind()), "a whole option");
    }
}
