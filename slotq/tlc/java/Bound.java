import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.server.RMISocketFactory;
import java.util.Arrays;

/**
 * Runs a program of TLC's whose every port is open on one address alone. Java's remote calls would
 * otherwise open theirs on all addresses of the machine, and no option changes that.
 *
 * Arguments: the address, the class of the program, and the program's own arguments.
 */
public final class Bound {
    public static void main(String[] words) throws Exception {
        InetAddress address = InetAddress.getByName(words[0]);
        RMISocketFactory.setSocketFactory(
                new RMISocketFactory() {
                    @Override
                    public Socket createSocket(String host, int port) throws IOException {
                        return new Socket(host, port);
                    }

                    @Override
                    public ServerSocket createServerSocket(int port) throws IOException {
                        return new ServerSocket(port, 50, address);
                    }
                });
        Class.forName(words[1])
                .getMethod("main", String[].class)
                .invoke(null, (Object) Arrays.copyOfRange(words, 2, words.length));
    }
}
