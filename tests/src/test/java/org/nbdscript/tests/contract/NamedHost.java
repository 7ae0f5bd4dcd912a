package org.nbdscript.tests.contract;

import org.nbdscript.fakes.FakeServices;

/** The host of a server with a name, a debug flag, and passwords that are as they were given. */
final class NamedHost extends FakeServices {
    @Override
    public int debugFlag(String flag) {
        if (flag.indexOf('.') < 0) {
            throw new IllegalArgumentException("expected NAME.FLAG, got '" + flag + "'");
        }
        return flag.equals("services.level") ? 3 : 0;
    }

    @Override
    public String serverName() {
        return "first";
    }

    @Override
    public String readPassword(String parameter) {
        return parameter;
    }
}
