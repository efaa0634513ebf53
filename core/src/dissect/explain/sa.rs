//! What is nested in the SA payload, but for attributes.

use super::{Source::Modelled, Source::Rfc, Term};

terms! {
    DOI = IsakmpSaDoi "Domain of interpretation" Rfc("RFC 2408 §3.4, RFC 2407 §4.6.1");
        "Which list of numbers the negotiation uses: 1 stands for IPsec. ISAKMP was designed to negotiate more than \
         IPsec."
    SITUATION = IsakmpSaSituation "Situation" Rfc("RFC 2407 §4.2");
        "What the decision is based on. 1 means the identity of the peer alone. The other bits add secrecy labels, \
         which are hardly ever used."

    PROPOSAL = IsakmpProposal "Proposal" Rfc("RFC 2408 §3.5");
        "One protocol with the transforms that the sender would accept for it. Proposals with the same number belong \
         together; others are alternatives."
    NEXT_PROPOSAL = IsakmpProposalNext "Next payload" Rfc("RFC 2408 §3.5");
        "2 if another proposal follows in this SA payload, 0 if this is the last."
    PROPOSAL_NUMBER = IsakmpProposalNumber "Proposal number" Rfc("RFC 2408 §3.5");
        "The sender numbers its proposals in order of preference. The answer repeats the number of the one that was \
         chosen."
    PROPOSAL_PROTOCOL = IsakmpProposalProtocol "Protocol" Rfc("RFC 2407 §4.4.1");
        "What will be protected: IKE's own messages in phase 1, or traffic by ESP or AH in quick mode."
    PROPOSAL_SPI_SIZE = IsakmpProposalSpiSize "SPI size" Rfc("RFC 2408 §3.5");
        "The length of the SPI that follows: 4 bytes for ESP and AH. In phase 1 the cookies take its place, and the \
         length is 0."
    TRANSFORM_COUNT = IsakmpProposalTransformCount "Number of transforms" Rfc("RFC 2408 §3.5");
        "How many transforms follow. The peer chooses one of them and sends that one back."
    PROPOSAL_SPI = IsakmpProposalSpi "SPI" Rfc("RFC 2408 §3.5");
        "The number that the sender wants on packets sent to it. Each side chooses its own. An SA is one-way, and \
         the SPI makes its keys differ from those of the other direction."

    TRANSFORM = IsakmpTransform "Transform" Rfc("RFC 2408 §3.6");
        "One complete choice of algorithms with their parameters. It is accepted or refused as a whole."
    NEXT_TRANSFORM = IsakmpTransformNext "Next payload" Rfc("RFC 2408 §3.6");
        "3 if another transform follows in this proposal, 0 if this is the last."
    TRANSFORM_NUMBER = IsakmpTransformNumber "Transform number" Rfc("RFC 2408 §3.6");
        "The sender numbers its transforms in order of preference. The answer repeats the number of the one that was \
         chosen."
    TRANSFORM_IKE = IsakmpTransformId "Transform ID" Rfc("RFC 2407 §4.4.2");
        "In phase 1 there is only one, which stands for IKE. The algorithms are in the attributes."
    TRANSFORM_IPSEC = IsakmpTransformIdIpsec "Transform ID" Rfc("RFC 2407 §4.4");
        "The algorithm: for ESP the cipher, for AH the hash. Parameters and ESP's authentication are in the \
         attributes."
    TRANSFORM_SEAL = IsakmpTransformIdSeal "Transform ID" Modelled;
        "The cipher of ESP: SEAL. Cisco never published its number. 250 is our choice from those reserved for \
         private use."
    RESERVED2 = IsakmpTransformReserved2 "Reserved" Rfc("RFC 2408 §3.6");
        "Reserved for later use and always 0. Any other value makes the message invalid."
}
