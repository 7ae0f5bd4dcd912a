package org.nbdscript.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nbdscript.api.Disk;
import org.nbdscript.api.OpenContext;
import org.nbdscript.api.Parameter;
import org.nbdscript.api.ParameterSchema;
import org.nbdscript.api.ParameterType;
import org.nbdscript.api.Plugin;

class LayerHelpTest {
    private static final ParameterSchema EVERYTHING = ParameterSchema.of(
            Parameter.builder("size", ParameterType.SIZE)
                    .required()
                    .magic()
                    .range(512, Long.MAX_VALUE)
                    .help("size of the disk")
                    .build(),
            Parameter.builder("colour", ParameterType.ENUM)
                    .choices(List.of("red", "green"))
                    .defaultText("red")
                    .build(),
            Parameter.builder("layers", ParameterType.INT)
                    .range(1, 16)
                    .defaultText("2")
                    .build(),
            Parameter.builder("delay", ParameterType.DURATION)
                    .range(0, 60_000_000_000L)
                    .build(),
            Parameter.builder("file", ParameterType.PATH)
                    .repeatable(true)
                    .help("a file to add")
                    .build(),
            Parameter.builder("secret", ParameterType.PASSWORD)
                    .defaultText("hunter2")
                    .build());

    private static Plugin plugin(ParameterSchema schema) {
        return new Plugin() {
            @Override
            public String name() {
                return "fake";
            }

            @Override
            public String description() {
                return "Serves nothing.\n\nIn two paragraphs.";
            }

            @Override
            public ParameterSchema parameters() {
                return schema;
            }

            @Override
            public Disk open(OpenContext context) {
                throw new UnsupportedOperationException("help opens nothing");
            }
        };
    }

    @Test
    void theHelpSaysAllThatIsDeclaredAndNoSecret() {
        assertThat(LayerHelp.ofPlugin(plugin(EVERYTHING), List.of("python", "my disk.py")))
                .isEqualTo("""
                        Serves nothing.

                        In two paragraphs.

                        Usage: nbdscript [OPTION]... python 'my disk.py' size=SIZE [KEY=VALUE]...

                        Parameters:
                          NAME    TYPE               DEFAULT   MEANING
                          size    size from 512      required  size of the disk (the key may be left out)
                          colour  red|green          red
                          layers  int 1..16          2
                          delay   duration up to 1m  -
                          file    path               -         a file to add (may be given several times)
                          secret  password           (hidden)

                        Example:
                          nbdscript python 'my disk.py' size=64M --run 'nbdinfo "$uri"'
                        """);
    }

    @Test
    void aPluginWithoutParametersSaysSo() {
        assertThat(LayerHelp.ofPlugin(plugin(ParameterSchema.EMPTY), List.of("fake")))
                .contains("Usage: nbdscript [OPTION]... fake\n\nParameters: none.\n");
    }

    @Test
    void theDumpHasTheKeysOfNbdkit() {
        assertThat(PluginDump.lines(new StackStart(List.of(), plugin(EVERYTHING), List.of(), List.of())))
                .contains("name=fake", "thread_model=parallel", "magic_config_key=size", "parameter_layers=int 1..16");
    }
}
